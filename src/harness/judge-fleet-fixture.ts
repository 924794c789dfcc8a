// Builds histories of units by hand: each method is one thing that happens, in the words of whoever says it. What is built
// with none but these is sound; a test adds or leaves out what breaks a promise.

import { encodeJob, encodeLeader, encodeMachine, encodeUnitState } from '../fleet/registry/codecs.ts'
import { type JobPart, jobKey, LEADER_KEY, metadataKey, presenceKey, stateKey } from '../fleet/registry/keys.ts'
import { readUnit } from '../fleet/read-unit.ts'
import type { TargetState } from '../fleet/unit.ts'
import type { Event, MachineId } from '../history/event.ts'
import type { FleetSpec } from '../machine/topology.ts'
import { QUICK } from '../machine/tuning.ts'
import { fleetTimes } from '../schedule/fleet-arbitrary.ts'
import { LockStory, type Write } from './judge-locks-fixture.ts'

/** A unit file with these lines in its section for fleet. */
export const service = (...fleet: readonly string[]): string =>
  ['[Service]', 'ExecStart=/usr/bin/app', '', '[X-Fleet]', ...fleet, ''].join('\n')

export const PLAIN = service()
export const GLOBAL = service('Global=true')

type Asked = Extract<Event, { readonly kind: 'unit.asked' }>

export class FleetStory extends LockStory {
  readonly #texts = new Map<string, string>()
  readonly #processes = new Map<string, string>()
  /** The keys under which machines say how their units are. */
  readonly #said = new Map<string, string>()
  #answers = true

  /** Machines m0, m1 … with fleet, which reboot under one lock. They are present, and the engine of m0 leads. */
  constructor(machines = 3, fleets: Readonly<Record<MachineId, Partial<FleetSpec>>> = {}) {
    super(machines)
    const specs = this.setting.topology.machines.map((spec) => ({
      ...spec,
      fleet: { metadata: {}, ...fleets[spec.id] },
    }))
    this.setting = { topology: { machines: specs }, tuning: fleetTimes(QUICK) }
    for (const { id } of specs) this.join(id)
    this.lead('m0')
  }

  // What machines and engines do.

  idOf(machine: MachineId): MachineId {
    return this.setting.topology.machines.find(({ id }) => id === machine)?.fleet?.id ?? machine
  }

  join(machine: MachineId): this {
    const id = this.idOf(machine)
    const metadata = this.setting.topology.machines.find((spec) => spec.id === machine)?.fleet?.metadata ?? {}
    const says = { id, host: machine, boot: 1, session: '1', publicIp: machine, version: '1.0.0' }
    this.txn([presenceKey(id), encodeMachine({ ...says, metadata: new Map(Object.entries(metadata)) })])
    this.tell(machine, { kind: 'fleet.joined', machine: id, session: '1' })
    return this
  }

  /** Its lease is over: its presence goes, and with it all that it said of units, and its claims on these. */
  expire(machine: MachineId, ...units: readonly string[]): this {
    const id = this.idOf(machine)
    const said = [...this.#said].flatMap(([key, by]) => (by === id ? [key] : []))
    for (const key of said) this.#said.delete(key)
    const gone = [presenceKey(id), ...units.map((unit) => jobKey(unit, 'job-state')), ...said]
    this.txn(...gone.map((key): Write => [key, undefined]))
    return this
  }

  lead(machine: MachineId): this {
    const id = this.idOf(machine)
    const revision = this.txn([LEADER_KEY, encodeLeader({ machine: id, version: 1 })])
    this.tell(machine, { kind: 'engine.leads', machine: id, revision })
    return this
  }

  metadata(machine: MachineId, key: string, value: string): this {
    this.txn([metadataKey(this.idOf(machine), key), value])
    return this
  }

  place(unit: string, machine: MachineId, engine = 'm0'): this {
    const revision = this.txn([jobKey(unit, 'target'), this.idOf(machine)])
    this.tell(engine, { kind: 'unit.placed', unit, machine: this.idOf(machine), why: 'w', revision })
    return this
  }

  displace(unit: string, machine: MachineId, engine = 'm0'): this {
    const revision = this.txn([jobKey(unit, 'target'), undefined])
    this.tell(engine, { kind: 'unit.displaced', unit, machine: this.idOf(machine), why: 'w', revision })
    return this
  }

  claim(unit: string, machine: MachineId): this {
    const revision = this.txn([jobKey(unit, 'job-state'), this.idOf(machine)])
    this.tell(machine, { kind: 'unit.claimed', unit, machine: this.idOf(machine), hash: this.hash(unit), revision })
    return this
  }

  unclaim(unit: string, machine: MachineId): this {
    const revision = this.txn([jobKey(unit, 'job-state'), undefined])
    this.tell(machine, { kind: 'unit.unclaimed', unit, machine: this.idOf(machine), hash: this.hash(unit), revision })
    return this
  }

  /** The machine shows its unit so, and says it in the registry. */
  shows(unit: string, machine: MachineId, active: string, sub: string, load = 'loaded'): this {
    const state = { unit, machine: this.idOf(machine), load, active, sub, hash: this.hash(unit) }
    this.tell(machine, { kind: 'unit.state', ...state })
    if (load === 'not-found') return this.states(unit, machine, undefined)
    return this.states(unit, machine, encodeUnitState({ ...state, launched: active === 'active' }))
  }

  /** What the registry has of a unit on a machine. Undefined: nothing any more. */
  states(unit: string, machine: MachineId, record: string | undefined): this {
    const key = stateKey(unit, this.idOf(machine))
    if (record === undefined) this.#said.delete(key)
    else this.#said.set(key, this.idOf(machine))
    this.txn([key, record])
    return this
  }

  up(unit: string, machine: MachineId): this {
    const process = `p${this.next()}`
    this.#processes.set(`${unit} ${machine}`, process)
    this.say('world', { kind: 'unit.up', machine, unit, process, hash: this.hash(unit) })
    return this
  }

  down(unit: string, machine: MachineId): this {
    const process = this.#processes.get(`${unit} ${machine}`) ?? ''
    this.say('world', { kind: 'unit.down', machine, unit, process, how: 'killed by SIGTERM' })
    return this
  }

  load(unit: string, machine: MachineId): this {
    return this.shows(unit, machine, 'inactive', 'dead')
  }

  /** Started, on a machine that may. */
  starts(unit: string, machine: MachineId): this {
    return this.up(unit, machine).shows(unit, machine, 'active', 'running')
  }

  /** Scheduled, claimed, loaded and started. */
  run(unit: string, machine: MachineId): this {
    return this.place(unit, machine).claim(unit, machine).load(unit, machine).starts(unit, machine)
  }

  /** A global unit: nobody schedules or claims it. */
  runGlobal(unit: string, machine: MachineId): this {
    return this.load(unit, machine).starts(unit, machine)
  }

  /** It stops, its claim is given back, and its file goes. */
  stop(unit: string, machine: MachineId): this {
    return this.down(unit, machine).load(unit, machine).unclaim(unit, machine).unload(unit, machine)
  }

  unload(unit: string, machine: MachineId): this {
    return this.shows(unit, machine, 'inactive', 'dead', 'not-found')
  }

  move(unit: string, from: MachineId, to: MachineId): this {
    return this.displace(unit, from).stop(unit, from).run(unit, to)
  }

  // What people do, through the API of m0.

  create(unit: string, text: string = PLAIN, targetState: TargetState = 'launched'): this {
    this.#texts.set(unit, text)
    return this.#asked({ change: 'create', unit, hash: this.hash(unit), targetState }, () =>
      this.#puts(unit, targetState),
    )
  }

  replace(unit: string, text: string, targetState: TargetState = 'launched'): this {
    this.#texts.set(unit, text)
    const writes = (): Write[] => [...this.#puts(unit, targetState), [jobKey(unit, 'target'), undefined]]
    return this.#asked({ change: 'replace', unit, hash: this.hash(unit), targetState }, writes)
  }

  set(unit: string, targetState: TargetState): this {
    const fields = { change: 'set', unit, hash: null, targetState } as const
    return this.#asked(fields, () => [[jobKey(unit, 'target-state'), targetState]])
  }

  destroy(unit: string): this {
    const parts: readonly JobPart[] = ['object', 'target-state', 'target']
    const fields = { change: 'destroy', unit, hash: null, targetState: null } as const
    return this.#asked(fields, () => parts.map((part): Write => [jobKey(unit, part), undefined]))
  }

  /** What happens in this is what answers that are lost leave behind: nobody is told. */
  unanswered(happens: (story: this) => unknown): this {
    const before = this.#answers
    this.#answers = false
    happens(this)
    this.#answers = before
    return this
  }

  #asked(fields: Pick<Asked, 'change' | 'unit' | 'hash' | 'targetState'>, writes: () => readonly Write[]): this {
    const request = this.next()
    this.tell('m0', { kind: 'unit.asked', request, ...fields })
    const revision = this.txn(...writes())
    if (this.#answers) this.tell('m0', { kind: 'unit.acknowledged', request, unit: fields.unit, revision })
    return this
  }

  #puts(unit: string, targetState: TargetState): Write[] {
    const text = this.#texts.get(unit) ?? ''
    return [
      [jobKey(unit, 'object'), encodeJob({ name: unit, hash: this.hash(unit), text })],
      [jobKey(unit, 'target-state'), targetState],
    ]
  }

  hash(unit: string): string {
    return readUnit(unit, this.#texts.get(unit) ?? PLAIN).hash
  }
}
