// What the update server knew of each machine over time, as it stored it, and what it granted.

import type { Event, EventOf, MachineId } from '../history/event.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import { decodeInstance, InstanceCorrupt } from '../updates/server/instance-codec.ts'
import { instancesPrefix } from '../updates/server/keys.ts'
import { eventsOf } from './kinds.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

export interface InstanceVersion {
  readonly revision: number
  readonly event: EventOf<'store.put'> | EventOf<'store.deleted'>
  /** Undefined: it was deleted, or cannot be read. */
  readonly instance: Instance | undefined
  readonly previous: Instance | undefined
}

/** What all instances are stored below; each track has its folder there. */
const ROOT = instancesPrefix('').slice(0, -1)

/** Every version of every instance, in the order of revisions. */
export const instancesOf = memoised((view: View): readonly InstanceVersion[] => {
  const last = new Map<string, Instance | undefined>()
  return [...eventsOf(view, 'store.put'), ...eventsOf(view, 'store.deleted')]
    .filter(({ key }) => key.startsWith(ROOT))
    .sort((a, b) => a.revision - b.revision)
    .map((event) => {
      const previous = last.get(event.key)
      const instance = event.kind === 'store.put' ? readable(event) : undefined
      last.set(event.key, instance)
      return { revision: event.revision, event, instance, previous }
    })
})

function readable({ key, value }: EventOf<'store.put'>): Instance | undefined {
  try {
    return decodeInstance(key, value)
  } catch (error) {
    if (error instanceof InstanceCorrupt) return undefined
    throw error
  }
}

/** Whether this version is the one in which the machine was granted its update. */
export const isGrant = ({ instance, previous }: InstanceVersion): boolean =>
  instance?.grantedAt !== undefined &&
  (instance.grantedAt !== previous?.grantedAt || instance.lastUpdateVersion !== previous.lastUpdateVersion)

export interface Grant {
  readonly machine: MachineId
  readonly track: string
  readonly version: string
  readonly revision: number
  readonly event: Event
}

/**
 * By machine, in no order. What the store holds counts, since a server may die before it says what it granted; where it
 * says that it granted something and the store never held that, its word counts.
 */
export const grantsOf = memoised((view: View): ReadonlyMap<MachineId, readonly Grant[]> => {
  const grants = new Map<MachineId, Grant[]>()
  const add = (grant: Grant): void => {
    const known = grants.get(grant.machine)
    if (known) known.push(grant)
    else grants.set(grant.machine, [grant])
  }
  for (const each of instancesOf(view)) {
    const { instance, revision, event } = each
    if (instance?.lastUpdateVersion === undefined || !isGrant(each)) continue
    const { machine, track, lastUpdateVersion: version } = instance
    add({ machine, track, version, revision, event })
  }
  for (const event of eventsOf(view, 'rollout.granted')) {
    const { machine, track, version, revision } = event
    const isStored = grants
      .get(machine)
      ?.some((grant) => grant.track === track && grant.version === version && grant.revision <= revision)
    if (!isStored) add({ machine, track, version, revision, event })
  }
  return grants
})
