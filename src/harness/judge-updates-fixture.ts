// Builds histories of updates by hand: each method is one thing that happens, in the words of whoever says it. What is built
// with none but these is sound; a test adds or leaves out what breaks a promise.

import { expect } from '@jest/globals'
import type { Event, Fact, MachineId, Phase, SlotName } from '../history/event.ts'
import type { InvariantVerdict, Judgement } from '../invariants/verdict.ts'
import { FACTORY_VERSION, type MachineSpec } from '../machine/topology.ts'
import { QUICK_UPDATES } from '../machine/tuning.ts'
import { startOf } from '../machine/window.ts'
import { type Catalogue, FRESH, type Package } from '../updates/rollout/catalogue.ts'
import { encodeCatalogue } from '../updates/rollout/catalogue-codec.ts'
import { setPolicy } from '../updates/rollout/catalogue-groups.ts'
import { done, release } from '../updates/rollout/decision-fixture.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import type { Policy } from '../updates/rollout/policy.ts'
import { promote, publish, withdraw } from '../updates/rollout/release.ts'
import { encodeInstance } from '../updates/server/instance-codec.ts'
import { CATALOGUE_KEY, instanceKey } from '../updates/server/keys.ts'
import type { Setting } from '../worlds/world.ts'
import { judge, violatedBy } from './judge.ts'

/** The base64 SHA-256 that a version's payload is declared with here. */
export const payloadOf = (version: string): string => `${version.replaceAll('.', '').padEnd(43, 'A')}=`

export const packageFor = (version: string): Package => release(version, { sha256: payloadOf(version) })

export class Story {
  readonly events: Event[] = []
  setting: Setting
  at = 0
  revision = 0
  catalogue: Catalogue = FRESH
  readonly #seqs = new Map<string, number>()
  readonly #boots = new Map<MachineId, number>()
  readonly #running = new Map<MachineId, { slot: SlotName; version: string }>()
  readonly #instances = new Map<string, Instance>()

  /** Machines m0, m1 … on alpha, which reboot under no lock; each boots well, and then the storm begins. */
  constructor(machines = 3, more: Partial<MachineSpec> = {}) {
    const specs = Array.from({ length: machines }, (_, index): MachineSpec => ({
      id: `m${index}`,
      roles: ['worker'],
      group: '',
      strategy: 'reboot',
      channel: 'alpha',
      ...more,
    }))
    this.setting = { topology: { machines: specs }, tuning: QUICK_UPDATES }
    this.say('store', { kind: 'store.quorum', has: true })
    for (const { id } of specs) this.boot(id, 'a', FACTORY_VERSION)
    this.phase('storm')
  }

  /** How often a new release may try to boot. */
  tries(bootTries: number): this {
    const { updates } = QUICK_UPDATES
    this.setting = {
      ...this.setting,
      tuning: { ...QUICK_UPDATES, ...(updates && { updates: { ...updates, bootTries } }) },
    }
    return this
  }

  say(source: string, fact: Fact): Event {
    const seq = (this.#seqs.get(source) ?? 0) + 1
    this.#seqs.set(source, seq)
    this.at += 1
    const event: Event = { id: `${source}/${seq}`, at: this.at, source, seq, ...fact }
    this.events.push(event)
    return event
  }

  /** The machine itself says something, in its present boot. */
  tell(machine: MachineId, fact: Fact): Event {
    return this.say(`${machine}.${this.#boots.get(machine) ?? 0}`, fact)
  }

  wait(ms: number): this {
    this.at += ms
    return this
  }

  phase(phase: Phase): this {
    this.say('conductor', { kind: 'phase', phase })
    return this
  }

  /** Everything is mended, the time to settle passes, and it is judged. */
  settle(ms = QUICK_UPDATES.settleMs): Judgement {
    this.phase('heal').phase('settle').wait(ms).phase('judge')
    return this.judged()
  }

  judged(): Judgement {
    return judge(this.setting, this.events)
  }

  // What operators do.

  offer(catalogue: Catalogue): this {
    this.catalogue = catalogue
    this.put(CATALOGUE_KEY, encodeCatalogue(catalogue))
    return this
  }

  publish(version: string, channel = 'alpha'): this {
    return this.offer(done(publish(this.catalogue, channel, packageFor(version))))
  }

  promote(version: string, channel: string): this {
    return this.offer(done(promote(this.catalogue, version, channel)))
  }

  withdraw(version: string): this {
    return this.offer(done(withdraw(this.catalogue, version)))
  }

  policy(fields: Partial<Policy>, track = 'alpha'): this {
    return this.offer(done(setPolicy(this.catalogue, track, fields)))
  }

  // What the update server does.

  put(key: string, value: string): void {
    this.revision++
    this.say('store', { kind: 'store.put', key, value, revision: this.revision })
  }

  get epoch(): number {
    return startOf(undefined) + this.at
  }

  instance(machine: MachineId, fields: Partial<Instance>, track = 'alpha'): this {
    const before: Instance = this.#instances.get(`${track} ${machine}`) ?? {
      machine,
      track,
      version: FACTORY_VERSION,
      status: 'Undefined',
      updateInProgress: false,
      lastCheckAt: this.epoch,
      history: [],
    }
    const after: Instance = { ...before, ...fields }
    this.#instances.set(`${track} ${machine}`, after)
    this.put(instanceKey(track, machine), encodeInstance(after))
    return this
  }

  grant(machine: MachineId, version: string, track = 'alpha'): this {
    const granted = { status: 'UpdateGranted', updateInProgress: true, grantedAt: this.epoch } as const
    this.instance(machine, { ...granted, lastUpdateVersion: version, lastCheckAt: this.epoch }, track)
    const { revision } = this
    this.say('updates.1', { kind: 'rollout.granted', machine, track, version, revision })
    return this
  }

  complete(machine: MachineId, version: string, track = 'alpha'): this {
    return this.instance(machine, { status: 'Complete', updateInProgress: false, version }, track)
  }

  failed(machine: MachineId): this {
    return this.instance(machine, { status: 'Error', updateInProgress: false })
  }

  // What machines do.

  checked(machine: MachineId, result: 'update' | 'no-update', version?: string): this {
    this.tell(machine, {
      kind: 'update.checked',
      machine,
      track: 'alpha',
      result,
      ...(version === undefined ? {} : { version }),
    })
    return this
  }

  denied(machine: MachineId, why: string): this {
    this.tell(machine, { kind: 'update.checked', machine, track: 'alpha', result: 'denied', why })
    return this
  }

  writing(machine: MachineId, slot: SlotName, version: string): this {
    this.tell(machine, { kind: 'slot.writing', machine, slot, version })
    return this
  }

  written(machine: MachineId, slot: SlotName, version: string, payload = payloadOf(version)): this {
    this.tell(machine, { kind: 'slot.written', machine, slot, version, payload })
    return this
  }

  installed(machine: MachineId, slot: SlotName, version: string): this {
    this.tell(machine, { kind: 'update.installed', machine, slot, version })
    return this
  }

  /** It is offered a release and puts it into the slot that does not run. */
  install(machine: MachineId, version: string): this {
    const slot = this.passive(machine)
    return this.checked(machine, 'update', version)
      .writing(machine, slot, version)
      .written(machine, slot, version)
      .installed(machine, slot, version)
  }

  passive(machine: MachineId): SlotName {
    return this.#running.get(machine)?.slot === 'a' ? 'b' : 'a'
  }

  reboot(machine: MachineId): this {
    this.tell(machine, { kind: 'reboot.started', machine, group: '', strategy: 'reboot', revision: null })
    this.say('world', { kind: 'machine.off', machine, why: 'reboot' })
    return this
  }

  /** The boot loader starts a slot; it does not say whether that is good. */
  start(machine: MachineId, slot: SlotName, version: string, payload = payloadFor(version)): this {
    const boot = (this.#boots.get(machine) ?? 0) + 1
    this.#boots.set(machine, boot)
    this.#running.set(machine, { slot, version })
    this.tell(machine, { kind: 'boot.started', machine, boot })
    this.tell(machine, { kind: 'boot.slot', machine, boot, slot, version, payload })
    return this
  }

  good(machine: MachineId): this {
    this.tell(machine, { kind: 'boot.good', machine, boot: this.#boots.get(machine) ?? 0 })
    return this
  }

  boot(machine: MachineId, slot: SlotName, version: string): this {
    return this.start(machine, slot, version).good(machine)
  }

  /** Granted, installed, rebooted into, reported. */
  update(machine: MachineId, version: string): this {
    this.grant(machine, version).install(machine, version)
    return this.reboot(machine).boot(machine, this.passive(machine), version).complete(machine, version)
  }

  /** Granted and installed; its first boot is not good, and the machine goes back to `before`. */
  fallBack(machine: MachineId, version: string, before: string): this {
    this.grant(machine, version).install(machine, version).reboot(machine)
    const [next, old] = [this.passive(machine), this.passive(machine) === 'a' ? 'b' : 'a'] as const
    return this.start(machine, next, version).boot(machine, old, before)
  }
}

const payloadFor = (version: string): string | null => (version === FACTORY_VERSION ? null : payloadOf(version))

/** The verdict about one promise. */
export function about(judgement: Judgement, id: string): InvariantVerdict['verdict'] {
  const found = judgement.invariants.find((each) => each.id === id)
  if (!found) throw new Error(`there is no invariant ${id}`)
  return found.verdict
}

/** What the report says of the promise that broke; empty: it did not. */
export function says(judgement: Judgement, id: string): string {
  const verdict = about(judgement, id)
  return verdict.kind === 'violated' ? verdict.violation.says : ''
}

/** Every promise holds but this one, and the report says this of it. */
export function breaks(story: Story, id: string, sentence: RegExp): void {
  const judgement = story.judged()
  expect(violatedBy(judgement)).toEqual([id])
  expect(says(judgement, id)).toMatch(sentence)
}
