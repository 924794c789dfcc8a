// What is known of a fleet at one moment of a history: the registry, and what each machine shows of its units. A fold, so
// that it can be kept while a run goes on.

import type { Event, EventOf, MachineId } from '../history/event.ts'
import { Planner } from '../fleet/placement/planner.ts'
import { desiredOn, type DesiredUnit } from '../fleet/placement/desired.ts'
import { RegistryReplay } from '../fleet/registry/replay.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import type { Topology } from '../machine/topology.ts'
import { UnitProcesses } from './unit-processes.ts'
import { type Lie, UnitRecords } from './unit-records.ts'

type Shown = EventOf<'unit.state'>

/** How a machine registers, and whether its engine may lead. */
interface Host {
  readonly id: MachineId
  readonly engine: boolean
}

export class FleetState {
  readonly #replay = new RegistryReplay()
  readonly #planner = new Planner()
  /** The machines with fleet. */
  readonly #hosts: ReadonlyMap<MachineId, Host>
  readonly #shown = new Map<MachineId, Map<string, Shown>>()
  readonly #processes: UnitProcesses
  readonly #records = new UnitRecords()

  constructor({ machines }: Topology) {
    this.#hosts = new Map(
      machines.flatMap(({ id, fleet }) =>
        fleet ? [[id, { id: fleet.id ?? id, engine: fleet.engine !== false }]] : [],
      ),
    )
    this.#processes = new UnitProcesses((machine) => this.#hosts.get(machine)?.id)
  }

  get snapshot(): Snapshot {
    return this.#replay.snapshot
  }

  /** False: the event says nothing about units. */
  see(event: Event): boolean {
    const ofProcesses = this.#processes.see(event)
    switch (event.kind) {
      case 'store.put':
      case 'store.deleted':
        this.#records.see(event)
        return this.#replay.see(event)
      case 'unit.state': {
        const shown = this.#shown.get(event.machine) ?? new Map<string, Shown>()
        this.#shown.set(event.machine, shown)
        if (event.load === 'not-found') shown.delete(event.unit)
        else shown.set(event.unit, event)
        return true
      }
      case 'fleet.started':
        return this.#shown.delete(event.machine) || ofProcesses
      case 'machine.off':
      case 'boot.started': {
        const id = this.#hosts.get(event.machine)?.id
        return (id !== undefined && this.#shown.delete(id)) || ofProcesses
      }
      default:
        return ofProcesses
    }
  }

  /** What is still to happen first, in a sentence's half; undefined: the fleet is at rest. */
  unrest(isLost: (machine: MachineId) => boolean): string | undefined {
    for (const why of this.unrests(isLost)) return why
    return undefined
  }

  /** All that is still to happen. */
  *unrests(isLost: (machine: MachineId) => boolean): Generator<string> {
    const { snapshot } = this
    const present = [...this.#hosts].flatMap(([machine, host]) => (isLost(machine) ? [] : [host]))
    if (present.length === 0) return
    const wanted = new Set(present.map(({ id }) => id))
    for (const id of wanted) if (!snapshot.machines.has(id)) yield `${id} is not in the registry`
    for (const id of snapshot.machines.keys()) if (!wanted.has(id)) yield `${id} is still in the registry`
    const engines = present.flatMap(({ id, engine }) => (engine ? [id] : []))
    if (engines.length > 0) {
      if (!engines.some((id) => id === snapshot.leader?.machine)) yield 'no engine leads'
      for (const { unit, kind, machine, why } of this.#planner.decide(snapshot).commands) {
        yield `${unit} is to be ${kind}d (${machine}: ${why})`
      }
    }
    for (const id of wanted) yield* this.#unrestsOn(id)
  }

  /** Where what the registry says of units is not what the machines show. */
  lies(): Generator<Lie> {
    const { machines } = this.snapshot
    return this.#records.lies((machine) => machines.has(machine), this.#shown)
  }

  *#unrestsOn(id: MachineId): Generator<string> {
    const { units, unknown } = desiredOn(this.snapshot, id)
    const shown = this.#shown.get(id)
    for (const { unit: name, hash } of this.#processes.on(id)) {
      const wanted = units.get(name)
      if (unknown.includes(name) || (wanted?.targetState === 'launched' && wanted.unit.hash === hash)) continue
      yield `a process of ${name}${wanted?.targetState === 'launched' ? ', from another file,' : ''} still runs on ${id}`
    }
    for (const wanted of units.values()) {
      const why = this.#unrestOf(wanted, id, shown?.get(wanted.unit.name))
      if (why !== undefined) yield why
    }
    for (const [name, machine] of this.snapshot.claims) {
      const stays = units.get(name)?.targetState === 'launched' || unknown.includes(name)
      if (machine === id && !stays) yield `${id} has not given ${name} back`
    }
    for (const name of shown?.keys() ?? []) {
      if (!units.has(name) && !unknown.includes(name)) yield `${name} is still loaded on ${id}`
    }
  }

  #unrestOf({ unit, targetState }: DesiredUnit, id: MachineId, state: Shown | undefined): string | undefined {
    const { name, hash, requirements } = unit
    if (state === undefined || state.hash !== hash) return `${name} is not loaded on ${id}`
    if (isMoving(state)) return `${name} is ${state.active} on ${id}`
    if (targetState === 'loaded') return state.active === 'active' ? `${name} still runs on ${id}` : undefined
    if (!requirements.global && this.snapshot.claims.get(name) !== id) return `${name} has not started on ${id}`
    if (!name.endsWith('.service')) return undefined // only services have main processes
    if (state.load !== 'error' && isAtRest(state) && !this.#processes.hasRun(id, name) && !this.#wasRefused(state))
      return `${name} was never started on ${id}`
    return isRunning(state) && !this.#processes.runs(id, name)
      ? `${name} is said to run on ${id}, and does not`
      : undefined
  }

  /**
   * systemd does not start a service that was started too often, and of one that has failed already it shows nothing new:
   * that its machine has tried is in the registry alone.
   */
  #wasRefused({ machine, unit, active }: Shown): boolean {
    return active === 'failed' && this.#records.of(machine, unit)?.launched === true
  }
}

const isAtRest = ({ active }: Shown): boolean => active === 'inactive' || active === 'failed'

const isRunning = ({ active, sub }: Shown): boolean => active === 'active' && sub === 'running'

/** A service that is started again and again is at rest in its way. */
const isMoving = ({ active, sub }: Shown): boolean =>
  active === 'deactivating' || (active === 'activating' && sub !== 'auto-restart')
