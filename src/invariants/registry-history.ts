// fleet's registry as it was at every revision, for judges: read once from what the store did.

import { RegistryReplay } from '../fleet/registry/replay.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import type { Unit } from '../fleet/unit.ts'
import type { EventOf, MachineId } from '../history/event.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

type StoreEvent = EventOf<'store.put' | 'store.deleted'>

export interface RegistryVersion {
  readonly revision: number
  readonly at: number
  /** What the transaction changed. */
  readonly events: readonly StoreEvent[]
  readonly snapshot: Snapshot
}

/** After each transaction, oldest first. */
export const registryOf: (view: View) => readonly RegistryVersion[] = memoised((view) => {
  const replay = new RegistryReplay()
  const versions: RegistryVersion[] = []
  const writes = inOrder(view.events.filter((event) => event.kind === 'store.put' || event.kind === 'store.deleted'))
  let events: StoreEvent[] = []
  writes.forEach((event, index) => {
    if (replay.see(event)) events.push(event)
    const { revision, at } = event
    if (events.length === 0 || writes[index + 1]?.revision === revision) return
    versions.push({ revision, at, events, snapshot: replay.snapshot })
    events = []
  })
  return versions
})

/** As recorded, unless the observer was told of them out of order. */
function inOrder<W extends { readonly revision: number }>(writes: readonly W[]): readonly W[] {
  const sorted = writes.every(({ revision }, index) => index === 0 || (writes[index - 1] as W).revision <= revision)
  return sorted ? writes : writes.toSorted((a, b) => a.revision - b.revision)
}

/** The registry as of a revision; undefined: nothing was there yet. */
export function registryAt(view: View, revision: number): Snapshot | undefined {
  const versions = registryOf(view)
  return versions[countWhere(versions, (version) => version.revision <= revision) - 1]?.snapshot
}

/** What was in force at some moment between two instants, in milliseconds; what was written in between included. */
export function registryDuring(view: View, from: number, until: number): readonly Snapshot[] {
  const versions = registryOf(view)
  const first = countWhere(versions, ({ at }) => at <= from) - 1
  const last = countWhere(versions, ({ at }) => at <= until) - 1
  return versions.slice(Math.max(0, first), last + 1).map(({ snapshot }) => snapshot)
}

/** How many of them it holds for: all that come before the first for which it does not. */
function countWhere(versions: readonly RegistryVersion[], holds: (version: RegistryVersion) => boolean): number {
  let [low, high] = [0, versions.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(versions[middle] as RegistryVersion)) low = middle + 1
    else high = middle
  }
  return low
}

/** The id under which a machine's fleet is registered; undefined: it runs none. */
export function fleetIdOf({ topology }: Pick<View, 'topology'>, machine: MachineId): MachineId | undefined {
  const { fleet } = topology.machines.find(({ id }) => id === machine) ?? {}
  return fleet && (fleet.id ?? machine)
}

/** Every unit that the registry ever held, by name and hash. */
const unitsOf: (view: View) => ReadonlyMap<string, Unit> = memoised((view) => {
  const units = new Map<string, Unit>()
  for (const { snapshot } of registryOf(view)) {
    for (const { unit } of snapshot.jobs.values()) if (unit) units.set(unitKey(unit.name, unit.hash), unit)
  }
  return units
})

const unitKey = (name: string, hash: string): string => `${name} ${hash}`

/** The unit as it was when its file had this hash. */
export const unitOf = (view: View, name: string, hash: string): Unit | undefined =>
  unitsOf(view).get(unitKey(name, hash))
