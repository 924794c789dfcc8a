// Are the units at rest? Looked at again only when something that concerns them has happened.

import type { Event, MachineId } from '../history/event.ts'
import { FleetState } from '../invariants/fleet-state.ts'
import { hasFleet, type Topology } from '../machine/topology.ts'

export class FleetPulse {
  readonly #state: FleetState | undefined
  #lost = -1
  #unrest: string | undefined
  #changed = true

  constructor(topology: Topology) {
    this.#state = hasFleet(topology) ? new FleetState(topology) : undefined
  }

  see(event: Event): void {
    if (this.#state?.see(event)) this.#changed = true
  }

  /** @param lost the machines that will never come back */
  isQuiet(lost: ReadonlySet<MachineId>): boolean {
    if (this.#state === undefined) return true
    if (this.#changed || this.#lost !== lost.size) {
      this.#unrest = this.#state.unrest((machine) => lost.has(machine))
      this.#changed = false
      this.#lost = lost.size
    }
    return this.#unrest === undefined
  }
}
