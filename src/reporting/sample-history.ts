// Histories for the tests of this room, written as a world would.

import type { Event, Fact, MachineId, SlotName } from '../history/event.ts'
import { encode } from '../locksmith/semaphore.ts'
import { FACTORY_VERSION } from '../machine/topology.ts'

const LOCK_KEY = 'coreos.com/updateengine/rebootlock/semaphore'

const BOOT_MS = 15_000
/** Of nothing in particular. */
export const SAMPLE_SHA256 = `${'A'.repeat(43)}=`

export class SampleHistory {
  readonly events: Event[] = []
  readonly #seqs = new Map<string, number>()
  #revision = 1
  #boots = new Map<MachineId, number>()

  add(at: number, source: string, fact: Fact): string {
    const seq = (this.#seqs.get(source) ?? 0) + 1
    this.#seqs.set(source, seq)
    const id = `${source}/${seq}`
    this.events.push({ id, at, source, seq, ...fact })
    return id
  }

  boot(at: number, machine: MachineId, bootMs = 15_000, goodMs = 45_000): string {
    const boot = (this.#boots.get(machine) ?? 0) + 1
    this.#boots.set(machine, boot)
    this.add(at, 'world', { kind: 'machine.on', machine })
    this.add(at + bootMs, `${machine}.${boot}`, { kind: 'boot.started', machine, boot })
    return this.add(at + bootMs + goodMs, `${machine}.${boot}`, { kind: 'boot.good', machine, boot })
  }

  /** Boots from a slot; `goodMs` after its boot loader's start the boot is good, or never. */
  bootSlot(at: number, machine: MachineId, slot: SlotName, version: string, goodMs?: number): void {
    const boot = (this.#boots.get(machine) ?? 0) + 1
    this.#boots.set(machine, boot)
    const source = `${machine}.${boot}`
    const [started, payload] = [at + BOOT_MS, version === FACTORY_VERSION ? null : SAMPLE_SHA256]
    this.add(at, 'world', { kind: 'machine.on', machine })
    this.add(started, source, { kind: 'boot.started', machine, boot })
    this.add(started, source, { kind: 'boot.slot', machine, boot, slot, version, payload })
    if (goodMs !== undefined) this.add(started + goodMs, source, { kind: 'boot.good', machine, boot })
  }

  /** Writes a release into a slot, from which the machine boots next; 12 s. */
  install(at: number, machine: MachineId, slot: SlotName, version: string): void {
    const source = this.source(machine)
    this.add(at, source, { kind: 'update.checked', machine, track: 'stable', result: 'update', version })
    this.add(at + 50, source, { kind: 'slot.writing', machine, slot, version })
    this.add(at + 12_000, source, { kind: 'slot.written', machine, slot, version, payload: SAMPLE_SHA256 })
    this.add(at + 12_050, source, { kind: 'update.installed', machine, slot, version })
  }

  /** The source of what a machine records now. */
  source = (machine: MachineId): string => `${machine}.${this.#boots.get(machine) ?? 1}`

  lock(at: number, machine: MachineId, max: number, holders: readonly MachineId[]): string {
    const base = this.#revision++
    const source = this.source(machine)
    this.add(at, source, {
      kind: 'lock.attempt',
      attempt: base,
      group: '',
      by: machine,
      base,
      operation: 'acquire',
      holder: machine,
    })
    const put = this.put(at + 4, max, holders)
    this.add(at + 9, source, { kind: 'lock.attempt-ended', attempt: base, outcome: 'ok', revision: this.#revision })
    this.add(at + 9, source, { kind: 'lock.granted', group: '', holder: machine, revision: this.#revision })
    return put
  }

  put(at: number, max: number, holders: readonly MachineId[]): string {
    const value = encode({ free: max - holders.length, max, holders: holders.toSorted() })
    return this.add(at, 'store', { kind: 'store.put', key: LOCK_KEY, value, revision: this.#revision })
  }

  reboot(at: number, machine: MachineId): string {
    const id = this.add(at, this.source(machine), {
      kind: 'reboot.started',
      machine,
      group: '',
      strategy: 'etcd-lock',
      revision: this.#revision,
    })
    this.add(at + 40, 'world', { kind: 'machine.off', machine, why: 'reboot' })
    this.add(at + 42, 'store', { kind: 'store.member', machine, health: 'down' })
    return id
  }

  release(at: number, machine: MachineId, max: number, holders: readonly MachineId[]): string {
    this.#revision++
    this.put(at, max, holders)
    return this.add(at + 5, this.source(machine), {
      kind: 'lock.released',
      group: '',
      holder: machine,
      revision: this.#revision,
    })
  }

  /** In order of time, as a recorder keeps them. */
  sorted = (): readonly Event[] => this.events.toSorted((a, b) => a.at - b.at)
}
