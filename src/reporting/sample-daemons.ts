// What fleet does to a unit, as the store, the daemons and the world would tell it, for the tests of this room.

import { ENGINE_VERSION } from '../fleet/config.ts'
import { encodeJob, encodeLeader, encodeMachine, encodeUnitState } from '../fleet/registry/codecs.ts'
import { jobKey, LEADER_KEY, presenceKey, stateKey } from '../fleet/registry/keys.ts'
import type { TargetState } from '../fleet/unit.ts'
import { readUnit } from '../fleet/read-unit.ts'
import type { MachineId } from '../history/event.ts'
import { SampleHistory } from './sample-history.ts'

const LAUNCH = 'target state launched and unit not scheduled'
const START_MS = 1500
const STOP_MS = 400

export class SampleFleet {
  readonly history = new SampleHistory()
  readonly #hashes = new Map<string, string>()
  readonly #processes = new Map<string, string>()
  #revision = 1
  #process = 0
  #engine: MachineId = 'm0'

  present(at: number, machine: MachineId, boot = 1, metadata: Readonly<Record<string, string>> = {}): void {
    const pairs = new Map(Object.entries(metadata))
    const [session, version] = [`${machine}-${boot}`, '1.0.0']
    const spec = { id: machine, host: machine, boot, session, metadata: pairs, publicIp: machine, version }
    this.#put(at, presenceKey(machine), encodeMachine(spec))
    this.history.add(at + 4, `${machine}.${boot}`, { kind: 'fleet.joined', machine, session })
  }

  absent(at: number, machine: MachineId): void {
    this.#delete(at, presenceKey(machine))
  }

  leads(at: number, machine: MachineId): void {
    this.#engine = machine
    const revision = this.#put(at, LEADER_KEY, encodeLeader({ machine, version: ENGINE_VERSION }))
    this.history.add(at + 4, this.history.source(machine), { kind: 'engine.leads', machine, revision })
  }

  leaderless(at: number): void {
    this.#delete(at, LEADER_KEY)
  }

  submit(at: number, unit: string, text: string, state: TargetState = 'launched'): void {
    const { hash } = readUnit('any.service', text)
    this.#hashes.set(unit, hash)
    this.#put(at, jobKey(unit, 'object'), encodeJob({ name: unit, hash, text }))
    this.#put(at, jobKey(unit, 'target-state'), state)
  }

  destroy(at: number, unit: string): void {
    for (const part of ['object', 'target-state', 'target'] as const) this.#delete(at, jobKey(unit, part))
  }

  place(at: number, unit: string, machine: MachineId): void {
    const revision = this.#put(at, jobKey(unit, 'target'), machine)
    const source = this.history.source(this.#engine)
    this.history.add(at + 3, source, { kind: 'unit.placed', unit, machine, why: LAUNCH, revision })
    this.start(at + 10, unit, machine)
  }

  displace(at: number, unit: string, machine: MachineId, why: string): void {
    const revision = this.#delete(at, jobKey(unit, 'target'))
    this.history.add(at + 3, this.history.source(this.#engine), {
      kind: 'unit.displaced',
      unit,
      machine,
      why,
      revision,
    })
  }

  unplaceable(at: number, unit: string, why: Readonly<Record<MachineId, string>>): void {
    this.history.add(at, this.history.source(this.#engine), { kind: 'unit.unplaceable', unit, why })
  }

  start(at: number, unit: string, machine: MachineId): void {
    const process = `p${++this.#process}`
    this.#processes.set(`${unit} ${machine}`, process)
    const [source, hash] = [this.history.source(machine), this.#hash(unit)]
    const revision = this.#put(at, jobKey(unit, 'job-state'), machine)
    this.history.add(at + 5, source, { kind: 'unit.claimed', unit, machine, hash, revision })
    this.#shows(at + 6, unit, machine, 'activating', 'start')
    this.history.add(at + 9, 'world', { kind: 'unit.up', machine, unit, process, hash })
    this.#shows(at + START_MS, unit, machine, 'active', 'running')
  }

  stop(at: number, unit: string, machine: MachineId, how = 'exited with 0'): void {
    const process = this.#processes.get(`${unit} ${machine}`) ?? ''
    this.#shows(at, unit, machine, 'deactivating', 'stop-sigterm')
    this.history.add(at + STOP_MS, 'world', { kind: 'unit.down', machine, unit, process, how })
    this.#shows(at + STOP_MS + 2, unit, machine, 'inactive', 'dead')
    const revision = this.#delete(at + STOP_MS + 5, jobKey(unit, 'job-state'))
    this.history.add(at + STOP_MS + 9, this.history.source(machine), {
      kind: 'unit.unclaimed',
      unit,
      machine,
      hash: this.#hash(unit),
      revision,
    })
  }

  /** What a lease that ends takes with it. */
  unclaim(at: number, unit: string): void {
    this.#delete(at, jobKey(unit, 'job-state'))
  }

  #shows(at: number, unit: string, machine: MachineId, active: string, sub: string): void {
    const state = { unit, machine, load: 'loaded', active, sub, hash: this.#hash(unit) }
    this.history.add(at, this.history.source(machine), { kind: 'unit.state', ...state })
    this.#put(at + 20, stateKey(unit, machine), encodeUnitState({ ...state, launched: true }))
  }

  #hash = (unit: string): string => this.#hashes.get(unit) ?? '0'.repeat(40)

  #put(at: number, key: string, value: string): number {
    this.history.add(at, 'store', { kind: 'store.put', key, value, revision: ++this.#revision })
    return this.#revision
  }

  #delete(at: number, key: string): number {
    this.history.add(at, 'store', { kind: 'store.deleted', key, revision: ++this.#revision })
    return this.#revision
  }
}
