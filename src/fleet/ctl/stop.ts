// `stop`, which leaves a unit's file on its machine, and `unload`, which takes it off.

import type { Program } from '../../runtime/operation.ts'
import { CTL_EXIT, type CtlExit, type Desk } from './desk.ts'
import { findUnits, refuseInactive } from './find.ts'
import { reports } from './goals.ts'
import { setTargetState } from './remote.ts'
import { isGlobal, type Waiting } from './start.ts'
import { type Goal, waitFor } from './wait.ts'

const VERBS = {
  stop: { state: 'loaded', done: 'stopped', enough: ['loaded', 'inactive'] },
  unload: { state: 'inactive', done: 'unloaded', enough: ['inactive'] },
} as const

/**
 * A unit whose target is low enough is passed over in silence; one whose target cannot be read is given this one. Differs
 * from fleetctl: success is told only of what was waited for.
 */
export function* takeDown(
  desk: Desk,
  verb: keyof typeof VERBS,
  argumentsGiven: readonly string[],
  { noBlock, attempts }: Waiting,
): Program<CtlExit> {
  const { state, done, enough } = VERBS[verb]
  const found = yield* findUnits(desk, argumentsGiven)
  if (verb === 'stop') refuseInactive(found, verb)
  const units = found.filter(({ desiredState }) => !enough.some((low) => low === desiredState))
  const goals: Goal[] = []
  for (const unit of units) {
    yield* setTargetState(desk.api, unit.name, state)
    if (isGlobal(unit)) desk.out(`Triggered global unit ${unit.name} ${verb}`)
    else if (noBlock) desk.out(`Triggered unit ${unit.name} ${verb}`)
    if (!isGlobal(unit)) goals.push(reports(desk, unit.name, state))
  }
  if (noBlock || units.length === 0) return CTL_EXIT.ok
  const exit = yield* waitFor(desk, goals, attempts)
  if (exit === CTL_EXIT.ok) desk.err(`Successfully ${done} units [${units.map(({ name }) => name).join(' ')}].`)
  return exit
}
