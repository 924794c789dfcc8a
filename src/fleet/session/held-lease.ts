// A lease as its holder sees it: by its own clock, and always on the safe side. What the store grants or prolongs counts
// from the moment at which it was asked, not from the answer.

import { now, type Program, sleep, sleepUntil } from '../../runtime/operation.ts'
import { FAILURES, leaseGrant, type LeaseId, leaseKeepAlive, leaseRevoke } from '../../store/contract.ts'

export interface HeldLease {
  readonly id: LeaseId
  /** What was granted, which may be more than was asked for. */
  readonly ttlMs: number
  /** It cannot end before this, in milliseconds since the run began; -Infinity: it may have ended already. */
  readonly validUntil: number
}

/** Asks for a lease. Undefined: none came; one whose answer was lost holds nothing, and ends by itself. */
function* grantLease(ttlSeconds: number): Program<HeldLease | undefined> {
  const askedAt = yield* now()
  const granted = yield* leaseGrant(ttlSeconds)
  if (granted.kind !== 'ok') return undefined
  const ttlMs = 1000 * granted.value.ttlSeconds
  return { id: granted.value.lease, ttlMs, validUntil: askedAt + ttlMs }
}

/** What attempts hand on: the lease that they ask with. A key may hang on it already, though nobody has said so. */
export interface Purse {
  lease: HeldLease | undefined
}

/** Sees to a lease that has half of its lifetime left at least. */
export function* fill(purse: Purse, ttlSeconds: number): Program<void> {
  const { lease } = purse
  if (lease !== undefined && lease.validUntil - lease.ttlMs / 2 > (yield* now())) return
  purse.lease = yield* grantLease(ttlSeconds)
}

/**
 * Keeps a lease alive, and returns when the store has said that there is no such lease. It asks every third of the
 * lifetime; where no answer came, again after a twelfth, so that one lost answer does not cost the lease.
 * @param callTimeoutMs the longest that one call waits; it waits a sixth of the lifetime at most
 * @param kept called with the new validity after each success
 */
export function* keepLease(
  { id, ttlMs, validUntil }: HeldLease,
  callTimeoutMs: number,
  kept: (validUntil: number) => Program<void>,
): Program<void> {
  const withinMs = Math.min(callTimeoutMs, Math.ceil(ttlMs / 6))
  let dueAt = Math.ceil(validUntil - (2 / 3) * ttlMs)
  for (;;) {
    yield* sleepUntil(dueAt)
    const askedAt = yield* now()
    const answer = yield* leaseKeepAlive(id, { withinMs })
    if (answer.kind === 'ok') {
      yield* kept(askedAt + 1000 * answer.value.ttlSeconds)
      dueAt = Math.ceil(askedAt + ttlMs / 3)
    } else {
      if (isGone(answer)) return
      dueAt = Math.ceil((yield* now()) + ttlMs / 12)
    }
  }
}

/** Ends a lease, and with it the keys that hang on it. False: nobody said so within `withinMs` milliseconds. */
export function* endLease(id: LeaseId, withinMs: number): Program<boolean> {
  const until = (yield* now()) + withinMs
  for (;;) {
    const leftMs = until - (yield* now())
    if (leftMs <= 0) return false
    const answer = yield* leaseRevoke(id, { withinMs: leftMs })
    if (answer.kind === 'ok' || isGone(answer)) return true
    yield* sleep(Math.min(Math.ceil(withinMs / 10), until - (yield* now())))
  }
}

/** The store has said that there is no such lease. */
export const isGone = (answer: { readonly kind: string; readonly reason?: string }): boolean =>
  answer.kind === 'fail' && answer.reason === FAILURES.leaseNotFound
