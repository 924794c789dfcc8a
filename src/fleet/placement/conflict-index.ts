// Which machines a unit cannot come to, found by the globs instead of machine by machine: of a group that wants a
// machine for each of its units and finds none left, every unit would otherwise be compared with all that runs
// anywhere. What is said here is so; what is not said may be so too.

import type { MachineId } from '../../history/event.ts'
import { matchesGlob } from '../options/glob.ts'
import type { UnitName } from '../unit.ts'
import type { Entry } from './model.ts'

export class ConflictIndex {
  readonly #entries: ReadonlyMap<UnitName, Entry>
  /** Who says a glob. */
  readonly #saidBy = new Map<string, Set<Entry>>()
  /** Whom a glob names; emptied when there are other names. */
  readonly #named = new Map<string, readonly Entry[]>()

  constructor(entries: ReadonlyMap<UnitName, Entry>) {
    this.#entries = entries
  }

  add(entry: Entry): void {
    for (const glob of globsOf(entry)) {
      const said = this.#saidBy.get(glob)
      if (said === undefined) this.#saidBy.set(glob, new Set([entry]))
      else said.add(entry)
    }
  }

  delete(entry: Entry): void {
    for (const glob of globsOf(entry)) {
      const said = this.#saidBy.get(glob)
      if (said?.delete(entry) && said.size === 0) this.#saidBy.delete(glob)
    }
  }

  namesChanged(): void {
    this.#named.clear()
  }

  /** Where a unit is scheduled that it conflicts with. */
  machinesAgainst(entry: Entry): ReadonlySet<MachineId> {
    const machines = new Set<MachineId>()
    const avoid = (others: Iterable<Entry>): void => {
      for (const other of others) {
        if (other !== entry && other.target !== undefined && other.standing !== 'idle') machines.add(other.target)
      }
    }
    const { name } = entry.job
    for (const [glob, said] of this.#saidBy) if (matchesGlob(glob, name)) avoid(said)
    // A glob that matches the unit's own name is that of a group, and its other members have said it.
    for (const glob of globsOf(entry)) if (!matchesGlob(glob, name)) avoid(this.#namedBy(glob))
    return machines
  }

  #namedBy(glob: string): readonly Entry[] {
    let named = this.#named.get(glob)
    if (named === undefined) {
      const prefix = literalPrefix(glob)
      const all = [...this.#entries.values()]
      named = all.filter(({ job: { name } }) => name.startsWith(prefix) && matchesGlob(glob, name))
      this.#named.set(glob, named)
    }
    return named
  }
}

/** What every name begins with that the glob matches. */
const literalPrefix = (glob: string): string => /^[^*?[\\]*/.exec(glob)?.[0] ?? ''

const globsOf = ({ job }: Entry): readonly string[] => job.unit?.requirements.conflicts ?? []
