// The main processes of units, as the world sees them, machine by machine: which run now, and which have run since their
// machine was to start them. A fold, a part of fleet-state.ts.

import { parseKey } from '../fleet/registry/parse-key.ts'
import type { Event, EventOf, MachineId } from '../history/event.ts'

type Up = EventOf<'unit.up'>

export class UnitProcesses {
  readonly #idOf: (machine: MachineId) => MachineId | undefined
  /** By the machine that they run on. */
  readonly #running = new Map<MachineId, Map<string, Up>>()
  /** Units that hold a claim. */
  readonly #claimed = new Set<string>()
  /** By unit, the ids of the machines on which it has run, or could not be started, since it was to be started there. */
  readonly #tried = new Map<string, Set<MachineId>>()

  /** @param idOf the id under which a machine's fleet registers */
  constructor(idOf: (machine: MachineId) => MachineId | undefined) {
    this.#idOf = idOf
  }

  /** False: the event changes nothing about processes. */
  see(event: Event): boolean {
    switch (event.kind) {
      case 'unit.up': {
        const here = this.#running.get(event.machine) ?? new Map<string, Up>()
        this.#running.set(event.machine, here.set(event.process, event))
        this.#hasTried(event.unit, this.#idOf(event.machine))
        return true
      }
      case 'unit.down':
        return this.#running.get(event.machine)?.delete(event.process) === true
      case 'machine.off': {
        const id = this.#idOf(event.machine)
        if (id !== undefined) for (const tried of this.#tried.values()) tried.delete(id)
        return this.#running.delete(event.machine)
      }
      case 'unit.state':
        if (event.load === 'not-found') this.#tried.get(event.unit)?.delete(event.machine)
        else if (event.active === 'failed') this.#hasTried(event.unit, event.machine)
        return true
      case 'store.put':
      case 'store.deleted':
        this.#claims(event)
        return false
      default:
        return false
    }
  }

  /** The processes on the machines with this id. */
  *on(id: MachineId): Generator<Up> {
    for (const [machine, processes] of this.#running) if (this.#idOf(machine) === id) yield* processes.values()
  }

  runs(id: MachineId, unit: string): boolean {
    for (const up of this.on(id)) if (up.unit === unit) return true
    return false
  }

  /** Since it was loaded there, and since the machine got the right to run it. */
  hasRun(id: MachineId, unit: string): boolean {
    return this.#tried.get(unit)?.has(id) === true
  }

  #hasTried(unit: string, id: MachineId | undefined): void {
    if (id !== undefined) this.#tried.set(unit, (this.#tried.get(unit) ?? new Set()).add(id))
  }

  /** A claim that is written again is the same one. */
  #claims(event: EventOf<'store.put' | 'store.deleted'>): void {
    const subject = parseKey(event.key)
    if (subject?.kind !== 'job' || subject.part !== 'job-state') return
    const { name } = subject
    if (event.kind === 'store.deleted') {
      this.#claimed.delete(name)
    } else if (!this.#claimed.has(name)) {
      this.#claimed.add(name)
      this.#tried.delete(name)
    }
  }
}
