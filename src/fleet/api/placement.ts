// Where a unit is, and why it is not elsewhere: so that whoever waits for a unit that nothing places can learn why. Ours;
// upstream said so only in the log of the engine that led at the time (coreos/fleet #1348).

import type { Program } from '../../runtime/operation.ts'
import { whyNot } from '../placement/explain.ts'
import { type ApiCall, latest } from './api-call.ts'
import type { ApiReply } from './message.ts'
import type { Placement } from './schema.ts'
import { readableJob } from './unit-view.ts'

/** GET /units/{n}/placement */
export function* explainPlacement(call: ApiCall): Program<ApiReply> {
  const snapshot = yield* latest(call)
  const { name, target } = readableJob(snapshot, call.name)
  const placement: Placement = {
    unit: name,
    ...(target !== undefined && { machine: target }),
    why: whyNot(snapshot, name),
  }
  return { status: 200, body: placement }
}
