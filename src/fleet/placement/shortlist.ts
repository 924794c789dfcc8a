// Which machines need not be asked whether they can take a unit, for a unit that many have refused: found once for it,
// or for all units that require the same, instead of machine by machine.

import type { MachineId } from '../../history/event.ts'
import { satisfies } from '../options/machine-metadata.ts'
import type { Unit } from '../unit.ts'
import type { Entry, Model } from './model.ts'

export class Shortlist {
  readonly #model: Model
  readonly #patience: number
  readonly #suited = new Map<string, ReadonlySet<MachineId>>()

  /** @param patience So many are asked all the same: most units are taken by one of the first machines. */
  constructor(model: Model, patience: number) {
    this.#model = model
    this.#patience = patience
  }

  /** A question that is to be asked of one machine after the other: whether this one is sure not to be able. */
  passesOver(entry: Entry): (machine: MachineId) => boolean {
    const { conflicts, surroundings } = this.#model
    let asked = 0
    let suited: ReadonlySet<MachineId> | undefined
    let against: ReadonlySet<MachineId> | undefined
    return (machine) => {
      if (++asked <= this.#patience) return false
      suited ??= this.#suitedTo(entry.job.unit as Unit)
      if (!suited.has(machine)) return true
      // A unit that replaces others may come to where one is that it conflicts with.
      if (surroundings.replacement.any) return false
      against ??= conflicts.machinesAgainst(entry)
      return against.has(machine)
    }
  }

  /** The machines that have the metadata. */
  #suitedTo({ requirements }: Unit): ReadonlySet<MachineId> {
    const key = JSON.stringify([...requirements.metadata])
    let suited = this.#suited.get(key)
    if (suited === undefined) {
      const all = [...this.#model.agents.values()]
      const there = all.filter(({ machine }) => machine !== undefined && satisfies(requirements, machine.metadata))
      this.#suited.set(key, (suited = new Set(there.map(({ id }) => id))))
    }
    return suited
  }
}
