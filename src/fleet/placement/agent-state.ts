// One machine in the engine's mind, while units come and go there.

import type { MachineId } from '../../history/event.ts'
import type { FleetMachine } from '../snapshot.ts'
import type { Unit, UnitName } from '../unit.ts'
import type { AgentView } from './able-to-run.ts'
import { settle, type Settled, type Surroundings } from './settle.ts'

export class AgentState {
  readonly id: MachineId
  /** Undefined: it is not present, though units are scheduled to it. */
  machine: FleetMachine | undefined
  readonly scheduled = new Map<UnitName, Unit>()
  readonly unknown = new Map<UnitName, Unit | undefined>()
  #settled: Settled = { units: new Map(), dropped: new Map() }

  constructor(id: MachineId) {
    this.id = id
  }

  get load(): number {
    return this.#settled.units.size
  }

  get empty(): boolean {
    return this.scheduled.size === 0 && this.unknown.size === 0
  }

  /** As `ableToRun` looks at it, while it is present. */
  view(machine: FleetMachine): AgentView {
    return { machine, scheduled: this.scheduled, unknown: this.unknown, settled: this.#settled }
  }

  /** Takes those who do not stay off the machine, and says who and why. */
  settle(machine: FleetMachine, surroundings: Surroundings): readonly (readonly [UnitName, string])[] {
    this.#settled = settle({ machine, scheduled: this.scheduled, unknown: this.unknown }, surroundings)
    return [...this.#settled.dropped].filter(([name]) => this.scheduled.delete(name))
  }

  /** A unit comes that the machine is able to run, and that replaces nobody: whoever is there stays. */
  take(unit: Unit): void {
    this.scheduled.set(unit.name, unit)
    this.#settled.units.set(unit.name, unit)
  }
}
