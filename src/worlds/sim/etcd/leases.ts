// The leases' clocks. Only the leader keeps them: it proposes to revoke what has run out, and a new leader starts every
// lease at its full time again, because it cannot know of the last keep-alives.

import { type Outcome, fail, ok } from '../../../runtime/operation.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import { FAILURES, type LeaseAnswer, type LeaseId, type LeaseStatus } from '../../../store/contract.ts'

interface LeaseClock {
  readonly ttlSeconds: number
  expiresAt: number
  /** A timer is set for it. */
  armed: boolean
  /** The leader of this term has proposed to revoke it. */
  revoking: boolean
}

export class Leases {
  readonly #timers: VirtualTimers
  readonly #leastTtlSeconds: number
  /** Proposes to revoke; false: there is no leader that could. */
  readonly #revoke: (lease: LeaseId) => boolean
  readonly #clocks = new Map<LeaseId, LeaseClock>()
  #granted = 0

  /** @param electionMs etcd grants no less than one and a half election time-outs, in whole seconds */
  constructor(timers: VirtualTimers, electionMs: number, revoke: (lease: LeaseId) => boolean) {
    this.#timers = timers
    this.#leastTtlSeconds = Math.ceil((1.5 * electionMs) / 1000)
    this.#revoke = revoke
  }

  nextId(): LeaseId {
    return String(++this.#granted)
  }

  /** Starts the clock of a lease whose grant is committed; returns the time that it got. */
  granted(lease: LeaseId, askedSeconds: number): number {
    const ttlSeconds = Math.max(askedSeconds, this.#leastTtlSeconds)
    const clock: LeaseClock = { ttlSeconds, expiresAt: 0, armed: false, revoking: false }
    this.#clocks.set(lease, clock)
    this.#restart(lease, clock)
    return ttlSeconds
  }

  revoked(lease: LeaseId): void {
    this.#clocks.delete(lease)
  }

  keepAlive(lease: LeaseId): Outcome<LeaseAnswer> {
    const clock = this.#alive(lease)
    if (!clock) return fail(FAILURES.leaseNotFound)
    this.#restart(lease, clock)
    return ok({ lease, ttlSeconds: clock.ttlSeconds })
  }

  status(lease: LeaseId, keys: readonly string[]): Outcome<LeaseStatus> {
    const clock = this.#alive(lease)
    if (!clock) return ok({ lease, ttlSeconds: -1, grantedTtlSeconds: 0, keys: [] })
    const ttlSeconds = Math.floor((clock.expiresAt - this.#timers.now()) / 1000)
    return ok({ lease, ttlSeconds, grantedTtlSeconds: clock.ttlSeconds, keys })
  }

  /** A new leader has begun its term. */
  promote(): void {
    for (const [lease, clock] of this.#clocks) {
      clock.revoking = false
      this.#restart(lease, clock)
    }
  }

  /** The leader runs again after a pause: what ran out meanwhile is revoked now. */
  resume(): void {
    for (const [lease, clock] of this.#clocks) this.#check(lease, clock)
  }

  #alive(lease: LeaseId): LeaseClock | undefined {
    const clock = this.#clocks.get(lease)
    return clock && clock.expiresAt > this.#timers.now() ? clock : undefined
  }

  #restart(lease: LeaseId, clock: LeaseClock): void {
    clock.expiresAt = this.#timers.now() + clock.ttlSeconds * 1000
    if (!clock.armed) this.#arm(lease, clock)
  }

  /** One timer for each lease, however often it is kept alive: it looks when it rings. */
  #arm(lease: LeaseId, clock: LeaseClock): void {
    clock.armed = true
    this.#timers.callAt(clock.expiresAt, () => {
      clock.armed = false
      if (this.#clocks.get(lease) !== clock) return
      if (clock.expiresAt > this.#timers.now()) this.#arm(lease, clock)
      else this.#check(lease, clock)
    })
  }

  #check(lease: LeaseId, clock: LeaseClock): void {
    if (!clock.revoking && clock.expiresAt <= this.#timers.now()) clock.revoking = this.#revoke(lease)
  }
}
