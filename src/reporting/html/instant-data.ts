// The cluster at every instant, as the page's script takes it: names once, and each change as five numbers, so that it stays
// small beside the history. `instant-script.ts` carries the changes out.

import type { Event } from '../../history/event.ts'
import type { Topology } from '../../machine/topology.ts'
import { type Change, clusterChanges, FIELDS } from '../cluster-changes.ts'

/** Beyond so many changes the cluster is not followed. */
const MOST_CHANGES = 60_000

export interface InstantData {
  /** Each with the id under which its fleet is registered, or null. */
  readonly machines: readonly (readonly [id: string, fleet: string | null])[]
  /** Each with its colour. */
  readonly units: readonly (readonly [name: string, tint: string])[]
  readonly fields: readonly string[]
  readonly values: readonly string[]
  /** Place in the history, machine, unit, field and value, five numbers each; -1: none. */
  readonly changes: readonly number[]
  /** Place of the last event that they are of. */
  readonly until: number
}

/** @param range places of the first event that the page has, and of the one after its last */
export function instantData(
  events: readonly Event[],
  { machines }: Topology,
  tint: (unit: string) => string,
  [first, end]: readonly [number, number],
): InstantData {
  const ids = new Names(machines.map(({ id }) => id))
  const fleets = new Map(machines.map(({ id, fleet }) => [id, fleet ? (fleet.id ?? id) : null]))
  const [units, values] = [new Names(), new Names()]
  const all = within(clusterChanges(events), first, end)
  const kept = all.length <= MOST_CHANGES ? all : all.slice(0, MOST_CHANGES)
  const next = all[kept.length]
  const changes = kept.flatMap(({ index, machine, unit, field, value }) => [
    index,
    machine === undefined ? -1 : ids.place(machine),
    unit === undefined ? -1 : units.place(unit),
    FIELDS.indexOf(field),
    value === undefined ? -1 : values.place(value),
  ])
  return {
    machines: ids.all.map((id) => [id, fleets.get(id) ?? null]),
    units: units.all.map((name) => [name, tint(name)]),
    fields: FIELDS,
    values: values.all,
    changes,
    until: next === undefined ? end : next.index - 1,
  }
}

/** Of what changed before the first event only the outcome is kept, as if it had come just before it. */
function within(changes: readonly Change[], first: number, end: number): readonly Change[] {
  const before = new Map<string, Change>()
  for (const change of changes) {
    if (change.index >= first) break
    const { machine = null, unit = null, field, value } = change
    const key = JSON.stringify([machine, unit, field])
    before.delete(key)
    if (value !== undefined) before.set(key, { ...change, index: first - 1 })
  }
  return [...before.values(), ...changes.filter(({ index }) => index >= first && index < end)]
}

class Names {
  readonly all: string[]
  readonly #places: Map<string, number>

  constructor(names: readonly string[] = []) {
    this.all = [...names]
    this.#places = new Map(names.map((name, place) => [name, place]))
  }

  place(name: string): number {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    this.#places.set(name, this.all.length)
    this.all.push(name)
    return this.all.length - 1
  }
}
