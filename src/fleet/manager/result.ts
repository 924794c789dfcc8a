// How a service came out: what systemd calls its result. The first thing that goes wrong counts.
//
// Source: systemd.service(5), "SuccessExitStatus="; src/basic/exit-status.c, is_clean_exit.

import { BadSetting } from './command-line.ts'
import type { Exit, Signal } from './processes.ts'

/** `fenced` is ours: what ran had no leave to run any longer, and was killed. */
export type Result = 'success' | 'exit-code' | 'signal' | 'timeout' | 'start-limit-hit' | 'fenced'

/** What counts as a success besides exit code 0. */
export interface Clean {
  readonly codes: ReadonlySet<number>
  readonly signals: ReadonlySet<string>
}

/** A daemon may end by these; a command may not. */
const CLEAN_SIGNALS: ReadonlySet<string> = new Set(['HUP', 'INT', 'TERM', 'PIPE'])
const SIGNAL_NUMBERS: ReadonlyMap<string, Signal> = new Map([
  ['1', 'HUP'],
  ['2', 'INT'],
  ['3', 'QUIT'],
  ['9', 'KILL'],
  ['15', 'TERM'],
])
const SIGNALS: ReadonlySet<string> = new Set(SIGNAL_NUMBERS.values())

/** What the end of a command comes to: of any process that is not a daemon's main one. */
export function resultOfCommand(exit: Exit, clean: Clean): Result {
  if (exit.kind === 'exited') return exit.code === 0 || clean.codes.has(exit.code) ? 'success' : 'exit-code'
  return clean.signals.has(exit.signal) ? 'success' : 'signal'
}

/** What the end of a daemon's main process comes to. */
export const resultOfDaemon = (exit: Exit, clean: Clean): Result =>
  exit.kind === 'killed' && CLEAN_SIGNALS.has(exit.signal) ? 'success' : resultOfCommand(exit, clean)

/** @param words exit codes and names of signals. @throws BadSetting */
export function cleanEnds(words: readonly string[]): Clean {
  const codes = new Set<number>()
  const signals = new Set<string>()
  for (const word of words) {
    if (/^\d{1,3}$/.test(word) && Number(word) <= 255) codes.add(Number(word))
    else if (/^SIG[A-Z0-9]+$/.test(word)) signals.add(word.slice(3))
    else throw new BadSetting(`SuccessExitStatus has ${word}, which is neither an exit code nor a signal`)
  }
  return { codes, signals }
}

/** A signal by its name, with or without `SIG`, or by its number. @throws BadSetting */
export function signalNamed(setting: string, text: string): Signal {
  const name = SIGNAL_NUMBERS.get(text) ?? text.replace(/^SIG/, '')
  if (!isSignal(name)) throw new BadSetting(`${setting}=${text} is not supported: it may be ${[...SIGNALS].join(', ')}`)
  return name
}

const isSignal = (name: string): name is Signal => SIGNALS.has(name)
