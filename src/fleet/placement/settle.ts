// Who stays on a machine: the one answer that the engine and the agents share, so that what the engine believes to run
// there is what runs there. In fleet they differed: the engine placed units before global ones, the agent went by name
// alone.
//
// Units that are scheduled there come first, then the global ones, each by name, but a unit after what replaces it; a
// unit stays if nothing before it forbids it. A unit whose peers do not stay does not stay either, and then what it
// forbade does.

import type { FleetMachine } from '../snapshot.ts'
import type { Unit, UnitName } from '../unit.ts'
import { conflictProblem, conflicts, machineProblem, peerProblem, replaceProblem, type Units } from './checks.ts'
import type { Replacement } from './replacement.ts'

/** What there is in the cluster beside the units of one machine. */
export interface Surroundings {
  /** The global units that are to be loaded or launched, by name. */
  readonly globals: readonly Unit[]
  /**
   * Units that cannot be read and that are scheduled nowhere: each may be a global one, and may be on any machine. Who
   * stays is not thrown out for their sake, nor because one of them was its peer; but nobody comes who might not be let
   * stay.
   */
  readonly possible: Units
  readonly replacement: Replacement
}

export interface Contenders {
  readonly machine: FleetMachine
  /** What is scheduled there and is to be loaded or launched. */
  readonly scheduled: ReadonlyMap<UnitName, Unit>
  /** What is scheduled there and cannot be read: it stays, and counts with what is known of it. */
  readonly unknown: Units
}

export interface Settled {
  /** What stays: unknown units, scheduled ones, global ones. */
  readonly units: Map<UnitName, Unit | undefined>
  /** What does not, and why: scheduled and global ones. */
  readonly dropped: ReadonlyMap<UnitName, string>
}

export function settle(contenders: Contenders, surroundings: Surroundings): Settled {
  const out = new Map<UnitName, string>()
  const able = (unit: Unit): boolean => {
    const problem = machineProblem(contenders.machine, unit)
    if (problem !== undefined) out.set(unit.name, problem)
    return problem === undefined
  }
  const sorted = [...contenders.scheduled.values()].filter(able).sort(byName)
  const scheduled = new Map(sorted.map((unit) => [unit.name, unit]))
  const globals = surroundings.globals.filter(able)

  // Those whose peers are not even candidates go first: they are to push out nobody on their way.
  const names = new Set([...scheduled.keys(), ...globals.map(({ name }) => name)])
  const here = (peer: UnitName): boolean => contenders.unknown.has(peer) || surroundings.possible.has(peer)
  const leave = (stays: { has(name: UnitName): boolean }): boolean => {
    for (const { name, requirements } of scheduled.values()) {
      const missing = requirements.peers.find((peer) => !stays.has(peer) && !here(peer))
      if (missing === undefined || !stays.has(name)) continue
      scheduled.delete(name)
      names.delete(name)
      out.set(name, peerProblem(missing))
      return true
    }
    return false
  }
  while (leave(names));

  const ordered = (): Unit[] => replacersFirst([...scheduled.values()], surroundings.replacement)
  for (;;) {
    const { units, dropped } = inOrder(contenders.unknown, ordered(), globals, surroundings.replacement)
    if (!leave(units)) return { units, dropped: new Map([...out, ...dropped]) }
  }
}

function inOrder(
  unknown: Units,
  scheduled: readonly Unit[],
  globals: readonly Unit[],
  replacement: Replacement,
): Settled {
  const units = new Map(unknown)
  const dropped = new Map<UnitName, string>()
  const replacers = replacement.any ? new Set<Unit>() : undefined
  for (const unit of [...scheduled, ...globals]) {
    const by = replacers && [...replacers].find((other) => replacement.moves(other, unit))
    const against = by ? [] : [...units].filter(([name, other]) => conflicts(unit, name, other))
    if (by) dropped.set(unit.name, replaceProblem(by.name))
    else if (against.length > 0) dropped.set(unit.name, conflictProblem(against.map(([name]) => name)))
    else {
      units.set(unit.name, unit)
      replacers?.add(unit)
    }
  }
  return { units, dropped }
}

/** By name, but whatever replaces a unit before it. There is an end to it, for a circle moves nobody. */
function replacersFirst(units: readonly Unit[], replacement: Replacement): Unit[] {
  if (!replacement.any) return [...units]
  const ordered = new Set<Unit>()
  const add = (unit: Unit): void => {
    if (ordered.has(unit)) return
    for (const by of units) if (replacement.moves(by, unit)) add(by)
    ordered.add(unit)
  }
  units.forEach(add)
  return [...ordered]
}

const byName = (a: Unit, b: Unit): number => (a.name < b.name ? -1 : 1)
