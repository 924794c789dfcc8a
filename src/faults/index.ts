// The registry of faults: a new one is a file and a line here.

import type { Fault } from './fault.ts'
import { crashDaemonFault, type CrashDaemon } from './crash-daemon.ts'
import { cutFault, type Cut } from './cut.ts'
import { fillDiskFault, type FillDisk } from './fill-disk.ts'
import { hangFault, type Hang } from './hang.ts'
import { impairUpdatesFault, type ImpairUpdates } from './impair-updates.ts'
import { killMemberFault, type KillMember } from './kill-member.ts'
import { powerCutFault, type PowerCut } from './power-cut.ts'
import { refuseStartsFault, type RefuseStarts } from './refuse-starts.ts'
import { setClockFault, type SetClock } from './set-clock.ts'

export type FaultStep =
  CrashDaemon | Cut | FillDisk | Hang | ImpairUpdates | KillMember | PowerCut | RefuseStarts | SetClock

export const faults = {
  'power-cut': powerCutFault,
  hang: hangFault,
  'kill-member': killMemberFault,
  cut: cutFault,
  'crash-daemon': crashDaemonFault,
  'impair-updates': impairUpdatesFault,
  'fill-disk': fillDiskFault,
  'set-clock': setClockFault,
  'refuse-starts': refuseStartsFault,
} as const

/** The kind of a step. The cast is right because each kind is listed under its own name. */
export const faultOf = <S extends FaultStep>(step: S): Fault<S> => faults[step.do] as unknown as Fault<S>
