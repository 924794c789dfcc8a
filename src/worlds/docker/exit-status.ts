// What the exit status of a container says of the process in it. The engine says 128 + n of one that signal n has killed, as
// a shell does, and so does a program that exits with that status. It is taken for a kill where that signal was sent.

import { constants } from 'node:os'
import type { Exit } from '../../fleet/manager/processes.ts'

const SIGNAL_OFFSET = 128

/** @param sent the signals that it was sent, such as `TERM` */
export function exitOf(status: number, sent: ReadonlySet<string>): Exit {
  const signal = [...sent].find((name) => status === SIGNAL_OFFSET + numberOf(name))
  return signal === undefined ? { kind: 'exited', code: status } : { kind: 'killed', signal }
}

/** The name of a signal without its `SIG`; undefined where there is none of that number. */
export const signalName = (number: number): string | undefined =>
  Object.entries(constants.signals)
    .find(([, other]) => other === number)?.[0]
    .slice('SIG'.length)

const numberOf = (name: string): number => constants.signals[`SIG${name}` as NodeJS.Signals] ?? NaN
