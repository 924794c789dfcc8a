// What happened to each machine, in order: what it said itself, and what was said of it. A judge that asks for every
// machine must not go through the whole history for each of them.

import type { Event, MachineId } from '../history/event.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

export type MachineEvent = Extract<Event, { readonly machine: MachineId }>

const traces = memoised(({ events }): ReadonlyMap<MachineId, readonly MachineEvent[]> => {
  const all = new Map<MachineId, MachineEvent[]>()
  for (const event of events) {
    if (!('machine' in event)) continue
    const trace = all.get(event.machine)
    if (trace) trace.push(event)
    else all.set(event.machine, [event])
  }
  return all
})

/** The events of one machine, in the history's order. */
export const traceOf = (view: View, machine: MachineId): readonly MachineEvent[] => traces(view).get(machine) ?? []
