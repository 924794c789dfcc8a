// Which units run on which machines, by the world's account.

import type { Event, MachineId } from '../src/history/event.ts'
import { copiesOf } from '../src/invariants/copies.ts'
import { viewOf } from '../src/invariants/view.ts'
import type { Setting } from '../src/worlds/world.ts'

/** Where each unit runs: machines in their order, by unit in the order of the names. */
export type Placement = Readonly<Record<string, readonly MachineId[]>>

/** What runs at the end of a history. */
export function runningIn(setting: Setting, events: readonly Event[]): Placement {
  const open = copiesOf(viewOf(setting, events)).filter(({ end }) => end === undefined)
  return placementOf(open.map(({ unit, machine }) => [unit, machine]))
}

export function placementOf(pairs: readonly (readonly [unit: string, machine: MachineId])[]): Placement {
  const placement: Record<string, MachineId[]> = {}
  for (const [unit, machine] of pairs.toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))) {
    ;(placement[unit] ??= []).push(machine)
  }
  return placement
}
