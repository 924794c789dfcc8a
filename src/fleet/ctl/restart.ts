// `restart`: stops units, waits until they have stopped, and starts them. Differs from fleetctl, which waits for the wrong
// state and so restarts nothing (fleetctl/restart.go since 0.13), and which uses ssh for global units.

import type { Program } from '../../runtime/operation.ts'
import { CTL_EXIT, type CtlExit, type Desk } from './desk.ts'
import { findUnits, refuseInactive } from './find.ts'
import { reports, restsEverywhere, runs } from './goals.ts'
import { setTargetState } from './remote.ts'
import { isGlobal } from './start.ts'
import { waitFor } from './wait.ts'

/** Where the units do not stop in time they are left to run: the target is set back, and it is a failure. */
export function* restart(desk: Desk, argumentsGiven: readonly string[], attempts: number): Program<CtlExit> {
  const units = yield* findUnits(desk, argumentsGiven)
  refuseInactive(units, 'restart')
  for (const { name } of units) yield* setTargetState(desk.api, name, 'loaded')
  const stopping = units.map((unit) =>
    isGlobal(unit) ? restsEverywhere(desk, unit.name) : reports(desk, unit.name, 'loaded'),
  )
  const stopped = yield* waitFor(desk, stopping, attempts)
  for (const unit of units) {
    yield* setTargetState(desk.api, unit.name, 'launched')
    if (isGlobal(unit)) desk.out(`Triggered global unit ${unit.name} start`)
  }
  if (stopped !== CTL_EXIT.ok) return stopped
  const starting = units.filter((unit) => !isGlobal(unit)).map(({ name }) => runs(desk, name))
  return yield* waitFor(desk, starting, attempts)
}
