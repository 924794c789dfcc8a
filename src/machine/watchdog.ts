// The health of a running release: what the release itself says of it, and the watchdog that resets the machine when it
// says nothing good in time. A release that cannot tell is ill.

import type { UpdateFact } from '../history/event.ts'
import { firstOf, type Program, record, sleep } from '../runtime/operation.ts'
import type { MachineContext } from './platform.ts'
import { reset } from './reboot.ts'
import { isHealthy } from './release.ts'

/**
 * Returns once the release is healthy. One that is not within `healthWithinMs` is reset, so that the boot loader, which has
 * taken its try, falls back. What depends on other machines (the store's quorum) is no part of a release's health: a machine
 * that went back to its old release for that would gain nothing.
 */
export function* untilHealthy({ spec, tuning, boot }: MachineContext): Program<void> {
  const withinMs = tuning.updates?.healthWithinMs ?? Infinity
  const first = yield* firstOf({ healthy: healthy(Math.ceil(tuning.goodAfterMs / 10)), late: pause(withinMs) })
  if (first.winner === 'healthy') return
  yield* record<UpdateFact>({ kind: 'boot.unhealthy', machine: spec.id, boot })
  yield* reset()
}

function* healthy(everyMs: number): Program<void> {
  while (!(yield* isHealthy())) yield* sleep(everyMs)
}

function* pause(ms: number): Program<void> {
  yield* sleep(ms)
}
