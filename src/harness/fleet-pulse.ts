// Are the units at rest, and does the registry say so? Looked at again only when something that concerns them has happened.

import type { Event, MachineId } from '../history/event.ts'
import { FleetState } from '../invariants/fleet-state.ts'
import { hasFleet, type Topology } from '../machine/topology.ts'

export class FleetPulse {
  readonly #state: FleetState | undefined
  /** The machines that were lost when it was looked at last. */
  #lost = ''
  #quiet = true
  #changed = true

  constructor(topology: Topology) {
    this.#state = hasFleet(topology) ? new FleetState(topology) : undefined
  }

  see(event: Event): void {
    if (this.#state?.see(event)) this.#changed = true
  }

  /** @param lost the machines that are not waited for */
  isQuiet(lost: ReadonlySet<MachineId>): boolean {
    if (this.#state === undefined) return true
    const without = lost.size === 0 ? '' : [...lost].join(' ')
    if (this.#changed || this.#lost !== without) {
      const unrest = this.#state.unrest((machine) => lost.has(machine))
      this.#quiet = unrest === undefined && this.#state.lies().next().done === true
      this.#changed = false
      this.#lost = without
    }
    return this.#quiet
  }
}
