// Conflicts: globs of the names of units that must not be on the same machine, several to a value since fleet 1.0.0
// (coreos/fleet #1695; before, a line of several was taken for one glob that matched nothing, #1245).

import { fields } from '../unit-file/white-space.ts'
import type { Unit } from '../unit.ts'
import { matchesGlob } from './glob.ts'
import { legacyFirst, type XFleetOption } from './option.ts'

export const conflicts: XFleetOption<'conflicts'> = {
  names: ['Conflicts', 'X-Conflicts'],
  read: (valuesOf) => legacyFirst(valuesOf, 'X-Conflicts', 'Conflicts').flatMap(fields),
}

/**
 * Why the two units must not be on one machine; undefined: they may. It does not matter which of them says so, nor in
 * which order they are given (coreos/fleet #202, #707); a unit never conflicts with itself.
 */
export function conflictBetween(a: Unit, b: Unit): string | undefined {
  if (a.name === b.name) return undefined
  return a.name < b.name ? (objection(a, b) ?? objection(b, a)) : (objection(b, a) ?? objection(a, b))
}

function objection(unit: Unit, other: Unit): string | undefined {
  const glob = unit.requirements.conflicts.find((pattern) => matchesGlob(pattern, other.name))
  return glob === undefined ? undefined : `${unit.name} has Conflicts=${glob}, which matches ${other.name}`
}
