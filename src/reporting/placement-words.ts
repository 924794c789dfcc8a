// Reasons of placement in few words, however many machines there are.

import { shortened } from './printable.ts'

const MOST_NAMES = 4
const MOST_REASONS = 4
const LONGEST_NAME = 60
const LONGEST_REASON = 160

/** `m0, m1, m2, m3 and 5 more` */
export function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMES).map((name) => shortened(name, LONGEST_NAME))
  return `${shown.join(', ')}${all.length > shown.length ? ` and ${all.length - shown.length} more` : ''}`
}

/** Machines for which the same holds are named together: `m0, m1: conflict with a.service; m2: …`. */
export function grouped(reasons: readonly (readonly [machine: string, why: string])[]): string {
  const groups = new Map<string, string[]>()
  for (const [machine, why] of reasons) {
    const group = groups.get(why)
    if (group) group.push(machine)
    else groups.set(why, [machine])
  }
  const shown = [...groups]
    .slice(0, MOST_REASONS)
    .map(([why, machines]) => `${names(machines)}: ${shortened(why, LONGEST_REASON)}`)
  const more = groups.size - shown.length
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more reasons` : ''}`
}

/** Why each machine does not take a unit. */
export const reasonWords = (why: Readonly<Record<string, string>>): string => {
  const all = Object.entries(why)
  return all.length === 0 ? 'there is none' : grouped(all)
}
