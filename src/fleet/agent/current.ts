// How a unit stands on its machine: by what the manager shows, and by what this agent asked of the manager since the file
// was loaded. Historically an agent went by its own memory alone, and one that was restarted let a unit run on that was to
// be stopped (coreos/fleet #993).
//
// A unit that failed or has exited stays launched for the agent that started it (coreos/fleet #1091). One that a new agent
// finds ended is started once more, as in fleet: it cannot tell whether a start ever was under way.

import type { ManagedUnit } from '../manager/manager.ts'
import type { UnitName } from '../unit.ts'

export interface Current {
  readonly name: UnitName
  readonly hash: string
  readonly state: 'loaded' | 'launched'
  /** `no`: it may run only once, and is not known to have the right to. `unsure`: the registry says so, the lease is not known. */
  readonly entitled: 'yes' | 'no' | 'unsure'
}

/** @param asked what this agent last asked of it, if it asked anything */
export function stateOf(unit: ManagedUnit, asked: 'start' | 'stop' | undefined): Current['state'] {
  if (asked === 'start') return 'launched'
  const { active } = unit.state
  return active === 'active' || active === 'activating' ? 'launched' : 'loaded'
}

/** Nothing of it runs, and nothing of it will run unless somebody starts it. */
export const isAtRest = (unit: ManagedUnit): boolean =>
  !unit.alive && (unit.state.active === 'inactive' || unit.state.active === 'failed')

/** Something of it runs, or will without anybody's doing. */
export const mayRun = (unit: ManagedUnit): boolean => unit.alive || unit.state.active === 'activating'
