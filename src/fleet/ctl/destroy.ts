// `destroy`: takes units out of the registry, and waits until they have stopped. Differs from fleetctl, which since 0.13
// waits only where it is told not to (fleetctl/destroy.go).

import type { Program } from '../../runtime/operation.ts'
import { CTL_EXIT, type CtlExit, type Desk } from './desk.ts'
import { findUnits } from './find.ts'
import { isGone } from './goals.ts'
import { deleteUnit } from './remote.ts'
import type { Waiting } from './start.ts'
import { type Goal, waitFor } from './wait.ts'

export function* destroy(
  desk: Desk,
  argumentsGiven: readonly string[],
  { noBlock, attempts }: Waiting,
): Program<CtlExit> {
  const goals: Goal[] = []
  for (const { name } of yield* findUnits(desk, argumentsGiven)) {
    yield* deleteUnit(desk.api, name)
    if (noBlock) desk.out(`Destroyed ${name}`)
    else goals.push(isGone(desk, name))
  }
  return goals.length === 0 ? CTL_EXIT.ok : yield* waitFor(desk, goals, attempts)
}
