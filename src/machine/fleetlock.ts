// FleetLock on a machine and beside it: the daemon that asks a lock server instead of the store, and the service that
// answers. Both work on locksmith's own semaphore, so machines of either kind may share a group.

import { bootGood, isOpenNow, type Notice, rebootWanted, untilOpen } from '../locksmith/daemon.ts'
import {
  encodeError,
  type FleetLockReply,
  type FleetLockRequest,
  PROTOCOL_HEADER,
} from '../locksmith/fleetlock/protocol.ts'
import type { FleetLockConfig } from '../locksmith/fleetlock/server.ts'
import {
  acquireUntilGranted,
  type FleetLockClient,
  type Post,
  steadyUntilHeard,
} from '../locksmith/fleetlock/strategy.ts'
import type { LockFact } from '../history/event.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import {
  Call,
  firstOf,
  type Outcome,
  type Program,
  receive,
  record,
  sleep,
  spawn,
  wallClock,
} from '../runtime/operation.ts'
import { type Incoming, type Json, respond, serve } from '../runtime/wire.ts'
import type { MachineContext, Platform } from './platform.ts'
import { reboot } from './reboot.ts'
import { FLEETLOCK_HOST, groupsOf, type Topology } from './topology.ts'
import type { Tuning } from './tuning.ts'
import { windowOf } from './window.ts'

export { isGroupName } from '../locksmith/fleetlock/protocol.ts'

/** The name of the port through which a machine reaches its FleetLock server. */
export const FLEETLOCK_PORT = 'fleetlock'

/** One POST to the server. */
export interface FleetLockPost {
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** What came back of it. */
export type FleetLockPosted = Outcome<{ readonly status: number; readonly body: string }>

const post: Post = function* (path, body, headers) {
  return yield* new Call<FleetLockPosted>(FLEETLOCK_PORT, { path, body, headers } satisfies FleetLockPost)
}

/** Does any machine ask a FleetLock server? Then there is one. */
export const hasFleetLock = ({ machines }: Topology): boolean =>
  machines.some(({ strategy }) => strategy === 'fleetlock')

/** What the server is told: one slot for each group that the topology names. */
export const fleetLockConfig = (topology: Topology, tuning: Tuning): FleetLockConfig => ({
  tryForMs: tuning.callTimeoutMs / 2,
  groups: groupsOf(topology)
    .filter((name) => name !== '')
    .map((name) => ({ name, slots: 1 })),
})

/** The strategy `fleetlock`: steady once the boot is good, and a slot from the server before a reboot. */
export function* fleetLockDaemon(context: MachineContext, notices: Mailbox<Notice>): Program<void> {
  const client = clientOf(context)
  const wanted = yield* bootGood(notices)
  yield* steadyUntilHeard(client)
  if (!wanted) yield* rebootWanted(notices, context.tuning.reconcileMs, () => steadyUntilHeard(client))
  yield* acquireInWindow(context, client)
  yield* reboot(context, null)
}

function* acquireInWindow(context: MachineContext, client: FleetLockClient): Program<void> {
  const { spec, tuning, startsAt } = context
  const window = windowOf(spec)
  const when = { ...(window ? { window } : {}), startsAt, reconcileMs: tuning.reconcileMs }
  for (;;) {
    const closesAt = yield* untilOpen(when, () => steadyUntilHeard(client))
    const first = yield* firstOf({ granted: acquireUntilGranted(client), closed: until(closesAt) })
    if (first.winner === 'granted' && (yield* isOpenNow(when))) return
    yield* record<LockFact>({ kind: 'lock.window-closed', machine: spec.id, held: first.winner === 'granted' })
    yield* steadyUntilHeard(client)
  }
}

/** @param at by the wall clock */
function* until(at: number): Program<void> {
  yield* sleep(at - (yield* wallClock()))
}

function clientOf({ spec, tuning, underway }: MachineContext): FleetLockClient {
  const { callTimeoutMs } = tuning
  const lingerMs = 3 * callTimeoutMs // an attempt is two calls of the store, and the last begins within half of one
  return {
    id: spec.id,
    group: spec.group,
    post: underway ? underway.watched(post, callTimeoutMs + lingerMs) : post,
    backoffMs: tuning.lockBackoffMs,
    backoffMaxMs: tuning.lockBackoffMaxMs,
    freshMs: callTimeoutMs,
    lingerMs,
  }
}

/** Serves FleetLock over the wire, for as long as its host runs: a request is a POST as JSON, and so is its answer. */
export function* fleetLockService(answer: Platform['answerFleetLock'], config: FleetLockConfig): Program<void> {
  const requests = new Mailbox<Incoming>()
  yield* serve(FLEETLOCK_HOST, requests)
  for (;;) {
    const received = yield* receive(requests)
    if (received.kind === 'message') yield* spawn('answer', answered(received.message, answer, config))
  }
}

function* answered(incoming: Incoming, answer: Platform['answerFleetLock'], config: FleetLockConfig): Program<void> {
  const { path, body, headers } = incoming.body as unknown as FleetLockPost // the only sender is `post`
  const request: FleetLockRequest = { method: 'POST', path, header: headers[PROTOCOL_HEADER], body }
  const reply: FleetLockReply = yield* answer(request, config)
  const said: Json = { status: reply.status, body: reply.body === undefined ? '' : encodeError(reply.body) }
  yield* respond(incoming, said)
}
