import type { MachineId } from '../history/event.ts'
import { startOf } from '../machine/window.ts'
import { channelOf, groupOf } from '../updates/rollout/catalogue.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import { isOfficeHours } from '../updates/rollout/office-hours.ts'
import { type Policy, UNLIMITED } from '../updates/rollout/policy.ts'
import { type InstanceVersion, instancesOf, isGrant } from './instances.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { catalogueAt, cataloguesOf } from './releases.ts'
import type { View } from './view.ts'

/**
 * Counted from the documents in the store, as of the revision of each grant and at the time that it says it was made at. A
 * machine that was not seen for a day is not counted. Source: nebraska, backend/pkg/api/updates.go (enforceRolloutPolicy).
 */
export const rolloutRate: Invariant = {
  id: 'rollout-rate',
  promise: 'No more updates are granted per period, and no more are in progress, than the policy of the group allows.',
  nature: 'safety',
  judge(view) {
    const tracks = new Map<string, Track>()
    for (const version of instancesOf(view)) {
      const { instance, previous, event, revision } = version
      const name = (instance ?? previous)?.track
      if (name === undefined) continue
      const track = tracks.get(name) ?? new Track(longest(view, name))
      tracks.set(name, track)
      const why = instance && isGrant(version) && excess(view, track, version, instance)
      track.put((instance ?? previous)?.machine ?? '', instance)
      if (!why) continue
      const { machine, lastUpdateVersion } = instance
      const at = (instance.grantedAt ?? 0) - startOf(view.startsAt)
      return violated({
        says: `${machine} of ${name} was granted ${lastUpdateVersion} at ${clock(at)}, in revision ${revision}, though ${why}.`,
        at: event.at,
        events: [event.id],
      })
    }
    return HOLDS
  },
}

/** The instances of a track whose grants can still count, and who has tried what. */
class Track {
  /** Granted no longer ago than `#longest`. */
  readonly granted = new Map<MachineId, Instance>()
  readonly #longest: number
  readonly #triers = new Map<string, Set<MachineId>>()
  readonly #tried = new Map<MachineId, string>()

  constructor(longestMs: number) {
    this.#longest = longestMs
  }

  put(machine: MachineId, instance: Instance | undefined): void {
    this.granted.delete(machine)
    this.#triers.get(this.#tried.get(machine) ?? '')?.delete(machine)
    if (instance === undefined || /^\{.*\}$/s.test(machine)) return // ids in braces are those of tools
    if (instance.grantedAt !== undefined) this.granted.set(machine, instance)
    const { lastUpdateVersion: version, updateInProgress } = instance
    if (version === undefined || updateInProgress) return
    const triers = this.#triers.get(version) ?? new Set()
    this.#triers.set(version, triers.add(machine))
    this.#tried.set(machine, version)
  }

  hasTried(version: string): boolean {
    return (this.#triers.get(version)?.size ?? 0) > 0
  }

  /** The other machines whose grants count at `at`. */
  count(machine: MachineId, at: number, { periodMs, updateTimeoutMs }: Policy): { recent: number; inProgress: number } {
    let recent = 0
    let inProgress = 0
    for (const [other, { grantedAt = -Infinity, lastCheckAt, updateInProgress }] of this.granted) {
      const ageMs = at - grantedAt
      if (ageMs > this.#longest) this.granted.delete(other)
      if (other === machine || at - lastCheckAt >= DAY_MS) continue
      if (ageMs < periodMs) recent++
      if (updateInProgress && ageMs <= updateTimeoutMs) inProgress++
    }
    return { recent, inProgress }
  }
}

const DAY_MS = 24 * 60 * 60_000

/** The longest time for which a grant can count, under any policy that the track ever had. */
function longest(view: View, track: string): number {
  let longestMs = 0
  for (const { catalogue } of cataloguesOf(view)) {
    const policy = catalogue && groupOf(catalogue, track)?.policy
    if (policy) longestMs = Math.max(longestMs, policy.periodMs, policy.updateTimeoutMs)
  }
  return longestMs
}

/** What the policy of that revision did not allow, with the instances as they were before it. */
function excess(
  view: View,
  track: Track,
  { revision, previous }: InstanceVersion,
  { machine, track: name, grantedAt: at = 0 }: Instance,
): string | undefined {
  // That of the revision before: a transaction that grants may stop the group too, for the next.
  const catalogue = catalogueAt(view, revision - 1)
  const group = catalogue && groupOf(catalogue, name)
  if (!catalogue || !group) return undefined
  const { policy } = group
  if (!policy.updatesEnabled) return 'updates were disabled'
  if (policy.officeHours && !isOfficeHours(policy.timeZone, at)) return 'it was not within office hours'
  if (policy.maxUpdatesPerPeriod >= UNLIMITED && !policy.safeMode) return undefined
  const target = channelOf(catalogue, group.channel)?.version ?? ''
  // A request may report that the first try failed and be granted the next one: nothing in between is stored.
  const isFirst = policy.safeMode && !track.hasTried(target) && previous?.lastUpdateVersion !== target
  const max = isFirst ? 1 : policy.maxUpdatesPerPeriod
  const limit = isFirst ? 'the limit was 1 until one machine had tried it' : `the limit was ${max}`
  const { recent, inProgress } = track.count(machine, at, policy)
  if (recent >= max) return `${limit}, and ${recent} had been granted within the ${policy.periodMs} ms before`
  if (inProgress >= max) return `${limit}, and ${inProgress} were in progress`
  return undefined
}
