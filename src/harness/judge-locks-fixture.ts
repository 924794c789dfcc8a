// Builds histories of reboots under the lock by hand: see judge-updates-fixture.ts.

import type { Fact, MachineId } from '../history/event.ts'
import { acquired, type Change, encode, FRESH, released, resized, semaphoreKey } from '../locksmith/semaphore.ts'
import { FACTORY_VERSION } from '../machine/topology.ts'
import { QUICK } from '../machine/tuning.ts'
import { Story } from './judge-updates-fixture.ts'

/** Undefined: the key is deleted. */
export type Write = readonly [key: string, value: string | undefined]

export class LockStory extends Story {
  #semaphore = FRESH
  #lockRevision = 0
  readonly #grants = new Map<MachineId, number>()
  #count = 0

  /** Machines m0, m1 … that do not update themselves, and reboot under one lock. */
  constructor(machines: number) {
    super(machines, { channel: undefined, strategy: 'etcd-lock' })
    this.setting = { ...this.setting, tuning: QUICK }
  }

  /** A number that nobody had before. */
  next(): number {
    return ++this.#count
  }

  /** One transaction; returns its revision. */
  txn(...writes: readonly Write[]): number {
    this.revision++
    const { revision } = this
    for (const [key, value] of writes) {
      if (value === undefined) this.say('store', { kind: 'store.deleted', key, revision })
      else this.say('store', { kind: 'store.put', key, value, revision })
    }
    return revision
  }

  acquire(machine: MachineId): this {
    return this.#grant(machine, acquired(this.#semaphore, machine))
  }

  /** As no sound lock would: whether there is room or not. */
  acquireOverMax(machine: MachineId): this {
    const { free, max, holders } = this.#semaphore
    return this.#grant(machine, {
      kind: 'changed',
      semaphore: { free: free - 1, max, holders: [...holders, machine] },
    })
  }

  /** It has not heard of its slot, and asks again: the document is written as it is. */
  acquireAgain(machine: MachineId): this {
    return this.#grant(machine, { kind: 'changed', semaphore: this.#semaphore })
  }

  #grant(machine: MachineId, change: Change): this {
    this.#lock(machine, { operation: 'acquire', holder: machine }, change)
    this.#grants.set(machine, this.#lockRevision)
    return this
  }

  release(machine: MachineId): this {
    return this.#lock(machine, { operation: 'release', holder: machine }, released(this.#semaphore, machine))
  }

  setMax(max: number): this {
    return this.#lock('operator', { operation: 'set-max', max }, resized(this.#semaphore, max))
  }

  unlock(machine: MachineId): this {
    return this.#lock('operator', { operation: 'unlock', holder: machine }, released(this.#semaphore, machine))
  }

  #lock(
    by: string,
    does:
      | { readonly operation: 'acquire' | 'release' | 'unlock'; readonly holder: MachineId }
      | { readonly operation: 'set-max'; readonly max: number },
    change: Change,
  ): this {
    if (change.kind !== 'changed') throw new Error(`${by} cannot ${does.operation}: ${change.kind}`)
    const attempt = this.next()
    const told = (fact: Fact) => (by === 'operator' ? this.say(by, fact) : this.tell(by, fact))
    told({ kind: 'lock.attempt', attempt, group: '', by, base: this.#lockRevision, ...does })
    this.#semaphore = change.semaphore
    this.#lockRevision = this.txn([semaphoreKey(''), encode(change.semaphore)])
    told({ kind: 'lock.attempt-ended', attempt, outcome: 'ok', revision: this.#lockRevision })
    return this
  }

  /** It begins a reboot with the slot that it holds. */
  begin(machine: MachineId): this {
    const revision = this.#grants.get(machine) ?? null
    this.tell(machine, { kind: 'reboot.started', machine, group: '', strategy: 'etcd-lock', revision })
    return this
  }

  /** Its power goes, and all that ran on it ends. */
  off(machine: MachineId, why: 'reboot' | 'power-cut' = 'reboot'): this {
    this.say('world', { kind: 'machine.off', machine, why })
    return this
  }

  back(machine: MachineId): this {
    this.say('world', { kind: 'machine.on', machine })
    return this.boot(machine, 'a', FACTORY_VERSION)
  }

  freeze(machine: MachineId): this {
    this.say('world', { kind: 'machine.frozen', machine })
    return this
  }

  thaw(machine: MachineId): this {
    this.say('world', { kind: 'machine.thawed', machine })
    return this
  }
}
