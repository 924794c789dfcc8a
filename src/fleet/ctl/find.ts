// Units that must be there already: what stop, unload, restart, destroy and status are given.

import type { Program } from '../../runtime/operation.ts'
import { CtlFailed, type Desk } from './desk.ts'
import { unitNamesOf } from './names.ts'
import { getUnit, type RemoteUnit } from './remote.ts'
import { isGlobal } from './start.ts'

/** Those that the registry has. Where it has none that is said, and for scripts it is no failure, as in fleetctl. */
export function* findUnits(desk: Desk, argumentsGiven: readonly string[]): Program<readonly RemoteUnit[]> {
  const names = unitNamesOf(argumentsGiven)
  const found: RemoteUnit[] = []
  const missing: string[] = []
  for (const name of names) {
    const unit = yield* getUnit(desk.api, name)
    if (unit) found.push(unit)
    else missing.push(name)
  }
  if (found.length === 0) desk.err('Units not found in registry')
  else for (const name of missing) desk.err(`Unit ${name} not found in registry`)
  return found
}

/**
 * Looks before anything is changed: fleetctl stops at the first of these when it has changed those before it.
 * @throws CtlFailed where one is inactive. Globals never are: they have no state.
 */
export function refuseInactive(units: readonly RemoteUnit[], verb: string): void {
  const idle = units.find((unit) => !isGlobal(unit) && ['', 'inactive'].includes(unit.currentState))
  if (idle) throw new CtlFailed(`Unable to ${verb} unit ${idle.name} in state inactive`)
}
