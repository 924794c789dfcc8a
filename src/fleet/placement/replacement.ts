// Which unit makes which other leave its machine: only the one that says Replaces moves the one that it names.
//
// fleet tested the relation both ways, so that now and then the replacer was thrown out, and on a cluster of one
// machine both left and came back for ever (coreos/fleet #1572, #1698). It ignored a pair that replaces each other. So
// do we, and in the same way a longer circle, in which a unit that is moved moves in the end the one that moved it: by
// replacing, or as the peer that others follow.

import { isReplacedBy } from '../options/replaces.ts'
import type { Unit, UnitName } from '../unit.ts'

export class Replacement {
  readonly #units: readonly Unit[]
  readonly #replacers: ReadonlySet<Unit>
  readonly #moved = new Map<Unit, ReadonlySet<UnitName>>()

  /** @param units All that are to be loaded or launched. */
  constructor(units: readonly Unit[]) {
    this.#units = units
    this.#replacers = new Set(units.filter(mayReplace))
  }

  /** False: no unit says Replaces, and none moves another. */
  get any(): boolean {
    return this.#replacers.size > 0
  }

  /** Whether `victim` leaves a machine that `by` comes to, and does not come to one where `by` is. */
  moves(by: Unit, victim: Unit): boolean {
    return this.#replacers.has(by) && this.#names(by, victim) && !this.#movedWith(victim).has(by.name)
  }

  #names(by: Unit, victim: Unit): boolean {
    return by.name !== victim.name && isReplacedBy(victim, by)
  }

  /** What may have to move when `unit` does, itself included. */
  #movedWith(unit: Unit): ReadonlySet<UnitName> {
    const known = this.#moved.get(unit)
    if (known !== undefined) return known
    const names = new Set([unit.name])
    const open = [unit]
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      const { name } = from
      for (const to of this.#units) {
        if (names.has(to.name)) continue
        if (to.requirements.peers.includes(name) || (this.#replacers.has(from) && this.#names(from, to))) {
          names.add(to.name)
          open.push(to)
        }
      }
    }
    this.#moved.set(unit, names)
    return names
  }
}

/** A global unit replaces nothing: fleet refuses to create one that says so. */
export const mayReplace = ({ requirements }: Unit): boolean => requirements.replaces.length > 0 && !requirements.global
