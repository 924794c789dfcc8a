// What a machine goes by: its topology, and over that the configuration that it said it goes by.

import type { EventOf, MachineId } from '../history/event.ts'
import { type MachineSpec, STRATEGIES, type Strategy } from '../machine/topology.ts'
import { eventsOf } from './kinds.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

type Configured = EventOf<'machine.configured'>

const configurations = memoised((view): ReadonlyMap<MachineId, readonly Configured[]> => {
  const all = new Map<MachineId, Configured[]>()
  for (const event of eventsOf(view, 'machine.configured')) {
    const before = all.get(event.machine)
    if (before) before.push(event)
    else all.set(event.machine, [event])
  }
  return all
})

/** Every configuration that the machine went by, oldest first; before the first of them it went by the topology. */
export const configurationsOf = (view: View, machine: MachineId): readonly Configured[] =>
  configurations(view).get(machine) ?? []

/** What the machine went by at a time; without a time: at the end. */
export function inForce(view: View, spec: MachineSpec, at = Infinity): MachineSpec {
  const last = configurationsOf(view, spec.id).findLast((event) => event.at <= at)
  if (last === undefined) return spec
  const { channel, strategy, window } = last
  return {
    ...spec,
    channel: channel ?? undefined,
    strategy: isStrategy(strategy) ? strategy : 'off', // a strategy that nobody knows reboots nothing
    window: window ?? undefined,
  }
}

const isStrategy = (text: string): text is Strategy => (STRATEGIES as readonly string[]).includes(text)
