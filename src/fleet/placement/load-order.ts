// The machines that are present, the least loaded first and then by id: the order in which a unit is offered to them.
// Load is a number of units, for fleet knows nothing of what they need.

import type { MachineId } from '../../history/event.ts'

interface Loaded {
  readonly id: MachineId
  /** How many units stay there, global and unreadable ones included. */
  readonly load: number
}

export class LoadOrder<Agent extends Loaded> {
  readonly #order: { readonly agent: Agent; readonly load: number }[] = []
  readonly #loads = new Map<Agent, number>()

  /** Takes an agent in, or takes note of its load where it is in already. */
  put(agent: Agent): void {
    const { load } = agent
    if (this.#loads.get(agent) === load) return
    this.remove(agent)
    this.#order.splice(this.#position(load, agent.id), 0, { agent, load })
    this.#loads.set(agent, load)
  }

  remove(agent: Agent): void {
    const load = this.#loads.get(agent)
    if (load === undefined) return
    this.#order.splice(this.#position(load, agent.id), 1)
    this.#loads.delete(agent)
  }

  /** The first that will do. */
  find(accepts: (agent: Agent) => boolean): Agent | undefined {
    return this.#order.find(({ agent }) => accepts(agent))?.agent
  }

  /** The first of some that will do, in the same order. */
  findAmong(agents: Iterable<Agent>, accepts: (agent: Agent) => boolean): Agent | undefined {
    const present = [...agents].filter((agent) => this.#loads.has(agent))
    return present.sort((a, b) => (before(a, b.load, b.id) ? -1 : 1)).find(accepts)
  }

  /** Where an agent of that load and id stands, or would stand. */
  #position(load: number, id: MachineId): number {
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = this.#order[middle] as { agent: Agent; load: number }
      if (before({ id: at.agent.id, load: at.load }, load, id)) low = middle + 1
      else high = middle
    }
    return low
  }
}

const before = (agent: Loaded, load: number, id: MachineId): boolean =>
  agent.load < load || (agent.load === load && agent.id < id)
