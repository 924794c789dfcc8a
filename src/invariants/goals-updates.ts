// The goals of updates. Each is a pure function of a history.

import type { Event, EventOf, MachineId } from '../history/event.ts'
import { type Catalogue, CHANNEL_ORDER, channelOf, packageOf } from '../updates/rollout/catalogue.ts'
import { configurationsOf } from './configurations.ts'
import { failuresOf } from './failures.ts'
import type { Goal } from './goal.ts'
import { instancesOf } from './instances.ts'
import { eventsOf, hasSlots } from './kinds.ts'
import { cataloguesOf, newer } from './releases.ts'
import type { View } from './view.ts'

export const updateGoals: readonly Goal[] = [
  {
    id: 'boot-fallback',
    says: 'a machine went back to the release that it ran before',
    met(view) {
      const all = [...failuresOf(view).failed.values()].flatMap((versions) => [...versions.values()])
      return all.reduce<Event | undefined>((first, event) => (first && first.at <= event.at ? first : event), undefined)
    },
  },
  {
    id: 'payload-refused',
    says: 'a payload came whole that was not what was declared, and was refused',
    met: (view) => eventsOf(view, 'update.refused')[0],
  },
  {
    id: 'promotion-during-rollout',
    says: 'a release was promoted while a machine was at its update',
    met: (view) =>
      changesOf(view).find(
        ({ before, after, versions }) =>
          versions.length > 0 &&
          CHANNEL_ORDER.slice(1).some((name) => {
            const version = channelOf(after, name)?.version ?? null
            return version !== null && channelOf(before, name)?.stood.includes(version) === false
          }),
      )?.event,
  },
  {
    id: 'newer-replaces-pending',
    says: 'a newer release took the place of one that was installed and waited for the reboot',
    met(view) {
      if (eventsOf(view, 'update.installed').length === 0) return undefined
      const pending = new Map<MachineId, string>()
      for (const event of view.events) {
        if (event.kind === 'boot.slot') pending.delete(event.machine)
        if (event.kind !== 'update.installed') continue
        const before = pending.get(event.machine)
        if (before !== undefined && newer(event.version, before)) return event
        pending.set(event.machine, event.version)
      }
      return undefined
    },
  },
  {
    id: 'update-resumed',
    says: 'an update that a reboot or a crash broke off was gone on with, and written',
    met: resumed,
  },
  {
    id: 'release-withdrawn-in-rollout',
    says: 'a release was withdrawn while a machine was at its update to it',
    met: (view) =>
      changesOf(view).find(({ before, after, versions }) =>
        versions.some((version) => !packageOf(before, version)?.withdrawn && packageOf(after, version)?.withdrawn),
      )?.event,
  },
  {
    id: 'rollout-stopped',
    says: 'a group was stopped for what its machines went through',
    met: (view) => eventsOf(view, 'rollout.stopped')[0],
  },
  {
    id: 'machine-changes-channel',
    says: 'a machine was given another channel',
    met(view) {
      for (const { id, channel = null } of view.topology.machines) {
        const other = configurationsOf(view, id).find((event) => event.channel !== channel)
        if (other) return other
      }
      return undefined
    },
  },
  {
    id: 'power-cut-in-update',
    says: 'a machine lost its power between the offer of an update and its installation',
    met(view) {
      if (!hasSlots(view)) return undefined
      const atIt = new Set<MachineId>()
      for (const event of view.events) {
        if (isOffer(event)) atIt.add(event.machine)
        else if (isEnd(event)) atIt.delete(event.machine)
        else if (event.kind === 'machine.off') {
          if (event.why === 'power-cut' && atIt.has(event.machine)) return event
          atIt.delete(event.machine)
        }
      }
      return undefined
    },
  },
]

const isOffer = (event: Event): event is EventOf<'update.checked'> =>
  event.kind === 'update.checked' && event.result === 'update'

type End = EventOf<'update.installed'> | EventOf<'update.failed'> | EventOf<'update.refused'>
const isEnd = (event: Event): event is End =>
  event.kind === 'update.installed' || event.kind === 'update.failed' || event.kind === 'update.refused'

/** Offered once, and again without having failed meanwhile, and then written. */
function resumed(view: View): Event | undefined {
  if (!hasSlots(view)) return undefined
  const offers = new Map<MachineId, { readonly version: string | undefined; readonly times: number }>()
  for (const event of view.events) {
    if (isOffer(event)) {
      const { machine, version } = event
      const before = offers.get(machine)
      offers.set(machine, { version, times: before && before.version === version ? before.times + 1 : 1 })
    } else if (event.kind === 'slot.written') {
      const offer = offers.get(event.machine)
      if (offer?.version === event.version && offer.times > 1) return event
    } else if (isEnd(event)) {
      offers.delete(event.machine)
    }
  }
  return undefined
}

interface Change {
  readonly event: Event
  readonly before: Catalogue
  readonly after: Catalogue
  /** What machines were at as of that revision. */
  readonly versions: readonly string[]
}

/** The changes of the catalogue, each with what machines were at then. */
function changesOf(view: View): readonly Change[] {
  const catalogues = cataloguesOf(view)
  const instances = instancesOf(view)
  const open = new Map<string, string>()
  const changes: Change[] = []
  let next = 0
  catalogues.forEach(({ event, catalogue: after, revision }, i) => {
    for (; next < instances.length && (instances[next]?.revision ?? 0) <= revision; next++) {
      const { instance, event: write } = instances[next] as (typeof instances)[number]
      if (instance?.updateInProgress && instance.lastUpdateVersion) open.set(write.key, instance.lastUpdateVersion)
      else open.delete(write.key)
    }
    const before = catalogues[i - 1]?.catalogue
    if (event && before && after) changes.push({ event, before, after, versions: [...new Set(open.values())] })
  })
  return changes
}
