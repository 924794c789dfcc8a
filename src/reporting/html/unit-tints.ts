// A colour for each unit: the one that its name asks for, or the next that fewer units have. So a unit has as a rule the
// same colour in every report, and units that are few have different ones. The name stands beside it wherever there is
// room: colour alone tells nothing.

/**
 * The style has so many, from `u0` on: by day Paul Tol's light scheme, which is made to be told apart with any eyes and to be
 * written on; by night eight that are as far apart.
 */
export const UNIT_TINTS = 8

/** @param names in the order of the names */
export function unitTints(names: Iterable<string>): (name: string) => string {
  const used = new Array<number>(UNIT_TINTS).fill(0)
  const tints = new Map<string, number>()
  for (const name of names) {
    const asked = hashOf(name) % UNIT_TINTS
    const least = Math.min(...used)
    let tint = asked
    while ((used[tint] ?? 0) > least) tint = (tint + 1) % UNIT_TINTS
    used[tint] = (used[tint] ?? 0) + 1
    tints.set(name, tint)
  }
  return (name) => `u${tints.get(name) ?? hashOf(name) % UNIT_TINTS}`
}

/** FNV-1a, over code units. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0
  return hash
}
