// `load` and `start`: creates what is not there, sets the target state, and waits until it is so.

import type { Program } from '../../runtime/operation.ts'
import { requirementsOf } from '../options/index.ts'
import type { UnitName } from '../unit.ts'
import { lazyCreate } from './create.ts'
import { CTL_EXIT, type CtlExit, CtlFailed, type Desk } from './desk.ts'
import { reports, runs } from './goals.ts'
import { getUnit, type RemoteUnit, setTargetState } from './remote.ts'
import { type Goal, waitFor } from './wait.ts'

/** How long a verb waits for what it asked for. */
export interface Waiting {
  readonly noBlock: boolean
  /** Windows of 2 s; 0: until it is so. */
  readonly attempts: number
}

export interface Starting extends Waiting {
  readonly replace: boolean
}

const STATE_OF = { load: 'loaded', start: 'launched' } as const

/**
 * Nothing is written of a unit whose target this is already (coreos/fleet #1091: start does not restart), but it is waited
 * for. Global units are told and not waited for: they have no state of their own.
 */
export function* bringUp(
  desk: Desk,
  verb: 'load' | 'start',
  argumentsGiven: readonly string[],
  { replace, noBlock, attempts }: Starting,
): Program<CtlExit> {
  const state = STATE_OF[verb]
  const created = yield* lazyCreate(desk, argumentsGiven, { replace, level: state, attempts: noBlock ? 0 : attempts })
  if (created.exit !== CTL_EXIT.ok) return created.exit
  const goals: Goal[] = []
  for (const name of created.units) {
    const unit = yield* known(desk, name)
    if (unit.desiredState !== state) {
      yield* setTargetState(desk.api, name, state)
      if (isGlobal(unit)) desk.out(`Triggered global unit ${name} ${verb}`)
      else if (noBlock) desk.out(`Triggered unit ${name} ${verb}`)
    }
    if (!isGlobal(unit)) goals.push(state === 'launched' ? runs(desk, name) : reports(desk, name, state))
  }
  return noBlock ? CTL_EXIT.ok : yield* waitFor(desk, goals, attempts)
}

export const isGlobal = ({ name, options }: RemoteUnit): boolean => requirementsOf(name, options).global

/** @throws CtlFailed where there is no such unit */
function* known(desk: Desk, name: UnitName): Program<RemoteUnit> {
  const unit = yield* getUnit(desk.api, name)
  if (unit === undefined) throw new CtlFailed(`Unit ${name} does not exist any more`)
  return unit
}
