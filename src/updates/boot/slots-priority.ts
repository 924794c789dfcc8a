// Which partition boots next, and how partitions are ranked, for a disk with any number of them. The rules are those of
// GRUB's gptprio.next (grub-core/commands/gptprio.c) and of `cgpt prioritize` (seismograph); `slots.ts` has the two slots
// of a machine.

import { ATTRIBUTE_MAX, type SlotAttributes } from './gpt-attributes.ts'

export type NextPartition =
  | {
      readonly kind: 'boot'
      readonly index: number
      /** As the loader leaves them: one try fewer for the chosen one. */
      readonly partitions: readonly SlotAttributes[]
      /** Whether the loader writes the partition table. It does so only to take a try. */
      readonly write: boolean
    }
  | { readonly kind: 'none' }

/** Among those with tries or a good boot, the strictly highest priority above 0; the first in the list wins a tie. */
export function nextPartition(partitions: readonly SlotAttributes[]): NextPartition {
  let index = -1
  let highest = 0
  for (const [at, { priority, tries, successful }] of partitions.entries()) {
    if ((tries > 0 || successful) && priority > highest) [index, highest] = [at, priority]
  }
  const chosen = partitions[index]
  if (chosen === undefined) return { kind: 'none' }
  if (chosen.tries === 0) return { kind: 'boot', index, partitions, write: false }
  // A successful one loses a try too: GRUB does not ask.
  return {
    kind: 'boot',
    index,
    partitions: partitions.with(index, { ...chosen, tries: chosen.tries - 1 }),
    write: true,
  }
}

/**
 * The target alone on top, whatever it had, and the others below it in their old order, without gaps. Equals stay equal,
 * and 0 stays 0. With more ranks than there are priorities, the lowest share 1.
 */
export function prioritized(partitions: readonly SlotAttributes[], target: number): readonly SlotAttributes[] {
  const others = partitions.filter(({ priority }, at) => at !== target && priority > 0)
  const ranks = [...new Set(others.map(({ priority }) => priority))].sort((a, b) => b - a)
  const top = Math.min(ranks.length + 1, ATTRIBUTE_MAX)
  return partitions.map((each, at) => {
    if (at === target) return { ...each, priority: top }
    if (each.priority === 0) return each
    return { ...each, priority: Math.max(1, top - 1 - ranks.indexOf(each.priority)) }
  })
}
