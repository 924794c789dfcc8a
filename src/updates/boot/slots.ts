// The two slots of a machine, USR-A and USR-B, as the boot loader sees them: which one boots next, what installing a
// release does to them (flatcar-postinst), and what a good boot does (flatcar-setgoodroot). A value; `slots-codec.ts`
// writes it down.
//
// Going back is nobody's decision: a new slot gets so many tries, and when they are used up and no boot was good, the
// loader picks the other one.

import type { SlotName } from '../../history/event.ts'
import type { SlotAttributes } from './gpt-attributes.ts'
import { nextPartition, prioritized } from './slots-priority.ts'

/** In the order of the partitions, which decides ties. */
export const SLOT_NAMES: readonly SlotName[] = ['a', 'b']

export interface SlotTable {
  readonly a: SlotAttributes
  readonly b: SlotAttributes
}

/** A machine as it is delivered: healthy on A, and B empty. */
export const FACTORY: SlotTable = {
  a: { priority: 2, tries: 0, successful: true },
  b: { priority: 0, tries: 0, successful: false },
}

export type NextBoot =
  | {
      readonly kind: 'boot'
      readonly slot: SlotName
      /** As the loader leaves it. */
      readonly table: SlotTable
      /** Whether the loader writes the table before it starts the slot. */
      readonly write: boolean
    }
  /** Neither slot may be started: the machine is lost. */
  | { readonly kind: 'none' }

/** What the boot loader does with this table. */
export function nextBoot(table: SlotTable): NextBoot {
  const next = nextPartition(listed(table))
  if (next.kind === 'none') return next
  return { kind: 'boot', slot: next.index === 0 ? 'a' : 'b', table: named(next.partitions), write: next.write }
}

/** The slot on top of the other one; see `prioritized`. */
export const prioritize = (table: SlotTable, slot: SlotName): SlotTable =>
  named(prioritized(listed(table), SLOT_NAMES.indexOf(slot)))

/** The slot was written and is to boot next: it has `tries` starts (1 to 15) in which to prove itself. */
export const installed = (table: SlotTable, slot: SlotName, tries = 1): SlotTable =>
  prioritize({ ...table, [slot]: { ...table[slot], tries, successful: false } }, slot)

/** The running slot's boot was good: it needs no tries any more. */
export const markGood = (table: SlotTable, running: SlotName): SlotTable =>
  prioritize({ ...table, [running]: { ...table[running], tries: 0, successful: true } }, running)

/** Where an update goes: the slot that does not run. */
export const passiveSlot = (running: SlotName): SlotName => (running === 'a' ? 'b' : 'a')

const listed = ({ a, b }: SlotTable): readonly SlotAttributes[] => [a, b]
const named = (list: readonly SlotAttributes[]): SlotTable => ({ a: list[0]!, b: list[1]! })
