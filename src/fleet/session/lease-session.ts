// A machine's session: start here. It registers under a lease, keeps that alive, and registers anew when it was lost.
// registration.ts: one attempt to register; held-lease.ts: a lease by its holder's clock.
//
// A daemon that crashed finds its lease in the boot's memory and goes on with it: nothing that hangs on it is lost. Until
// the store has confirmed it, the session knows of no lease.

import type { FleetFact } from '../../history/event.ts'
import { Mailbox } from '../../runtime/mailbox.ts'
import { firstOf, now, type Program, receive, record, send } from '../../runtime/operation.ts'
import type { LeaseId } from '../../store/contract.ts'
import type { FleetConfig } from '../config.ts'
import { BackOff } from './back-off.ts'
import { endLease, type HeldLease, keepLease, type Purse } from './held-lease.ts'
import { register } from './registration.ts'
import type { Session, SessionMemory } from './session.ts'

/** @param memory of this boot: what an earlier daemon of it left there */
export const openSession = (config: FleetConfig, memory: SessionMemory): Session => new LeaseSession(config, memory)

class LeaseSession implements Session {
  lease: LeaseId | undefined
  validUntil = -Infinity
  readonly #config: FleetConfig
  readonly #memory: SessionMemory
  readonly #subscribers: { readonly mailbox: Mailbox<'changed'>; readonly toLease: boolean }[] = []
  readonly #left = new Mailbox<'left'>()
  readonly #backOff: BackOff
  readonly #purse: Purse = { lease: undefined }

  constructor(config: FleetConfig, memory: SessionMemory) {
    this.#config = config
    this.#memory = memory
    const ttlMs = 1000 * config.tuning.ttlSeconds
    this.#backOff = new BackOff(ttlMs / 30, ttlMs / 3)
  }

  subscribe(mailbox = new Mailbox<'changed'>()): Mailbox<'changed'> {
    this.#subscribers.push({ mailbox, toLease: false })
    return mailbox
  }

  subscribeToLease(mailbox = new Mailbox<'changed'>()): Mailbox<'changed'> {
    this.#subscribers.push({ mailbox, toLease: true })
    return mailbox
  }

  *run(): Program<void> {
    yield* firstOf({ holds: this.#hold(), left: this.#untilLeft() })
    yield* receive(new Mailbox<never>())
  }

  *leave(): Program<void> {
    const { callTimeoutMs, machine } = this.#config
    const lease = this.#memory.lease ?? this.#purse.lease?.id
    yield* this.#forget()
    yield* send(this.#left, 'left')
    if (lease !== undefined) yield* endLease(lease, callTimeoutMs)
    yield* record<FleetFact>({ kind: 'fleet.left', machine })
  }

  *#untilLeft(): Program<void> {
    yield* receive(this.#left)
  }

  *#hold(): Program<never> {
    let held = this.#remembered()
    for (;;) {
      held ??= yield* this.#register()
      const { id } = held
      yield* keepLease(held, this.#config.callTimeoutMs, (validUntil) => this.#holds(id, validUntil))
      held = undefined
      yield* this.#forget()
      yield* this.#backOff.wait()
    }
  }

  /** The lease of an earlier daemon of this boot. It counts for nothing until it has been kept alive once. */
  #remembered(): HeldLease | undefined {
    const id = this.#memory.lease
    return id === undefined ? undefined : { id, ttlMs: 1000 * this.#config.tuning.ttlSeconds, validUntil: -Infinity }
  }

  /** Tries until the machine is registered. Says once that another host has its place. */
  *#register(): Program<HeldLease> {
    const { machine } = this.#config
    let told: string | undefined
    for (;;) {
      const attempt = yield* register(this.#config, this.#purse)
      if (attempt.kind === 'registered') {
        const { lease } = attempt
        this.#purse.lease = undefined
        this.#backOff.reset()
        yield* record<FleetFact>({ kind: 'fleet.joined', machine, session: lease.id })
        yield* this.#holds(lease.id, lease.validUntil)
        return lease
      }
      if (attempt.kind === 'taken' && attempt.other !== told) {
        told = attempt.other
        yield* record<FleetFact>({ kind: 'fleet.duplicate', machine, other: told })
      }
      yield* this.#backOff.wait()
    }
  }

  *#holds(lease: LeaseId, validUntil: number): Program<void> {
    const prolonged = this.lease === lease && (yield* now()) < this.validUntil
    this.#memory.lease = lease
    this.lease = lease
    this.validUntil = validUntil
    yield* this.#tell(prolonged)
  }

  /** There is no lease any more. The memory forgets it first: the boot's next daemon must not believe in it. */
  *#forget(): Program<void> {
    this.#memory.lease = undefined
    this.lease = undefined
    this.validUntil = -Infinity
    yield* this.#tell(false)
  }

  *#tell(prolonged: boolean): Program<void> {
    for (const { mailbox, toLease } of this.#subscribers) {
      if (mailbox.messages.length === 0 && !(prolonged && toLease)) yield* send(mailbox, 'changed')
    }
  }
}
