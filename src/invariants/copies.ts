// The copies of units that ran, as the world saw them: each main process, from when it came up until it ended.

import type { EventOf, MachineId } from '../history/event.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

export interface Copy {
  readonly machine: MachineId
  readonly unit: string
  readonly up: EventOf<'unit.up'>
  /** Its end, or that of its machine's power; undefined: it ran to the end of the history. */
  readonly end: EventOf<'unit.down'> | EventOf<'machine.off'> | undefined
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

/** In the order in which they came up. */
export const copiesOf: (view: View) => readonly Copy[] = memoised(({ events }) => {
  const copies: Copy[] = []
  const running = new Map<MachineId, Map<string, Mutable<Copy>>>()
  for (const event of events) {
    switch (event.kind) {
      case 'unit.up': {
        const copy: Mutable<Copy> = { machine: event.machine, unit: event.unit, up: event, end: undefined }
        copies.push(copy)
        const here = running.get(event.machine) ?? new Map<string, Mutable<Copy>>()
        running.set(event.machine, here.set(event.process, copy))
        break
      }
      case 'unit.down': {
        const copy = running.get(event.machine)?.get(event.process)
        if (copy) copy.end = event
        running.get(event.machine)?.delete(event.process)
        break
      }
      case 'machine.off': {
        for (const copy of running.get(event.machine)?.values() ?? []) copy.end = event
        running.delete(event.machine)
        break
      }
      default:
    }
  }
  return copies
})

/** When a copy ended; Infinity: not within the history. */
export const endOf = ({ end }: Copy): number => end?.at ?? Infinity

/** Copies of one unit, or on one machine, in the order in which they came up. */
export function groupedBy(copies: readonly Copy[], field: 'unit' | 'machine'): ReadonlyMap<string, readonly Copy[]> {
  const groups = new Map<string, Copy[]>()
  for (const copy of copies) {
    const group = groups.get(copy[field])
    if (group) group.push(copy)
    else groups.set(copy[field], [copy])
  }
  return groups
}

/** Pairs of copies that ran at the same time: the later one, and one that ran when it came up. */
export function* pairsOf(copies: readonly Copy[]): Generator<readonly [Copy, Copy]> {
  const running = new Set<Copy>()
  for (const copy of copies) {
    for (const other of running) {
      if (endOf(other) <= copy.up.at) running.delete(other)
      else yield [other, copy]
    }
    running.add(copy)
  }
}
