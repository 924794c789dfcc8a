// The FleetLock server: answers one request by working on locksmith's own semaphore of that group, so that machines of
// both kinds share the slots, and `locksmithctl` shows and frees them. It has no state; many may run on one store.
//
// What it does differently from airlock (internal/lock, internal/server), and why:
// - it compares the document's mod revision, not its version, which begins at 1 again after a delete;
// - a conflict is tried again a few times: airlock answers 500, and the client comes back minutes later;
// - steady-state by a machine that holds nothing writes nothing: airlock writes, and so makes others conflict;
// - pre-reboot by a machine that holds a slot writes it again, before it is granted: see `acquire` in ../lock.ts.

import type { LockFact, LockOperation } from '../../history/event.ts'
import { now, type Program, record } from '../../runtime/operation.ts'
import { type Attempt, attempt, release, secured } from '../lock.ts'
import { FRESH, resized } from '../semaphore.ts'
import { sleepJittered } from '../jitter.ts'
import {
  type Asked,
  type FleetLockErrorKind,
  type FleetLockReply,
  type FleetLockRequest,
  GRANTED,
  parseRequest,
  refusal,
} from './protocol.ts'

export interface FleetLockGroup {
  readonly name: string
  /**
   * How many of its machines may reboot at once, 0 or more. It is written where the group has no document yet; a document
   * that is there keeps its maximum, which an operator may have set since (airlock does so too).
   */
  readonly slots: number
}

export interface FleetLockConfig {
  /** The groups that are served; all others are refused. */
  readonly groups: readonly FleetLockGroup[]
  /** How long after the first attempt at a request another may begin, in milliseconds; absent: 5 s. */
  readonly tryForMs?: number
}

/** How often an attempt is made until the request has failed. */
const MOST_TRIES = 5

/** A store that is down shall not be asked to the end. */
const TRY_FOR_MS = 5_000

/** The first pause between attempts, then twice as long each time. A write takes a few milliseconds. */
const PAUSE_MS = 20

/** Answers a request. Both operations are idempotent, so whoever misses the answer may ask again. */
export function* answer(request: FleetLockRequest, config: FleetLockConfig): Program<FleetLockReply> {
  const parsed = parseRequest(request)
  if (parsed.kind === 'refused') return parsed.reply
  const { asked } = parsed
  const group = config.groups.find(({ name }) => name === asked.group)
  if (group === undefined) return refusal('unknown_group', `the group "${asked.group}" is not configured`)
  const { tryForMs = TRY_FOR_MS } = config
  return yield* asked.operation === 'pre-reboot' ? lock(asked, group, tryForMs) : unlock(asked, tryForMs)
}

function* lock({ id, group }: Asked, { slots }: FleetLockGroup, tryForMs: number): Program<FleetLockReply> {
  const begun = yield* insist(tryForMs, () => begin(group, slots))
  if (begun.kind !== 'done') return failed('failed_sem_init', begun)
  let max = slots
  const asked: LockOperation = { operation: 'acquire', holder: id }
  const locked = yield* insist(tryForMs, () =>
    attempt(group, id, asked, (semaphore) => {
      max = semaphore.max
      return secured(semaphore, id)
    }),
  )
  if (locked.kind === 'done') return GRANTED
  if (locked.kind === 'unsure') return failed('failed_lock', locked)
  yield* record<LockFact>({ kind: 'lock.busy', group, by: id, holders: locked.holders })
  return refusal('failed_lock', `all ${max} semaphore slots currently locked`)
}

/** Frees the slot of this id, and of no other. */
function* unlock({ id, group }: Asked, tryForMs: number): Program<FleetLockReply> {
  const unlocked = yield* insist(tryForMs, () => release(group, id))
  return unlocked.kind === 'done' ? GRANTED : failed('failed_lock', unlocked)
}

/** Writes the configured number of slots where there is no document. One slot is what such a group has anyway. */
const begin = (group: string, slots: number): Program<Attempt> =>
  attempt(group, 'operator', { operation: 'set-max', max: slots }, (semaphore) =>
    // the very value: a document that says the same was written by somebody, and stands
    semaphore === FRESH ? resized(semaphore, slots) : { kind: 'already' },
  )

/** Tries until it is known how it came out, or for long enough. What may have happened shows in the next attempt. */
function* insist(tryForMs: number, once: () => Program<Attempt>): Program<Attempt> {
  const until = (yield* now()) + tryForMs
  for (let tries = 1, waitMs = PAUSE_MS; ; tries++, waitMs *= 2) {
    const tried = yield* once()
    if (tried.kind !== 'unsure' || tries === MOST_TRIES) return tried
    yield* sleepJittered(waitMs)
    if ((yield* now()) > until) return tried
  }
}

const failed = (kind: FleetLockErrorKind, attempt: Exclude<Attempt, { readonly kind: 'done' }>): FleetLockReply =>
  refusal(kind, attempt.kind === 'unsure' ? attempt.reason : 'the semaphore is full')
