// Which release a machine should be running or on its way to, at the end of a history.

import { startOf } from '../machine/window.ts'
import { type Catalogue, channelOf, type Group, groupOf, isOfferable, packageOf } from '../updates/rollout/catalogue.ts'
import { isOfficeHours } from '../updates/rollout/office-hours.ts'
import { instancesOf } from './instances.ts'
import { memoised } from './memo.ts'
import { cataloguesOf, newer } from './releases.ts'
import type { View } from './view.ts'

/** A group whose channel points at a release that its policy lets out. */
export interface Offer {
  readonly catalogue: Catalogue
  readonly group: Group
  /** What the channel points at. */
  readonly target: string
  /** When the catalogue changed last. */
  readonly since: number
  /** The group was stopped though its policy has nothing to stop it for. */
  readonly stopped: boolean
}

/** What the track's machines are to get; undefined: nothing. */
export function offerOf(view: View, track: string, from: number, until: number): Offer | undefined {
  const last = cataloguesOf(view).at(-1)
  const catalogue = last?.catalogue
  const group = catalogue && groupOf(catalogue, track)
  if (!catalogue || !group) return undefined
  const { policy, channel } = group
  const stopped = stoppedWrongly(view).has(track)
  if (!policy.updatesEnabled && !stopped) return undefined
  const startsAt = startOf(view.startsAt)
  const isShut = (at: number): boolean => policy.officeHours && !isOfficeHours(policy.timeZone, startsAt + at)
  if (isShut(from) || isShut(until)) return undefined
  const target = channelOf(catalogue, channel)?.version ?? undefined
  const release = target === undefined ? undefined : packageOf(catalogue, target)
  if (release === undefined || !isOfferable(release, channel)) return undefined
  return { catalogue, group, target: release.version, since: last?.event?.at ?? 0, stopped }
}

/** What a machine that runs `version` is to get next: the oldest floor on its way, or the target; undefined: nothing. */
export function nextOf({ catalogue, group, target }: Offer, version: string): string | undefined {
  if (!newer(target, version)) return undefined
  const stood = channelOf(catalogue, group.channel)?.stood ?? []
  const floor = catalogue.packages.find(
    (each) =>
      each.floor !== undefined &&
      isOfferable(each, group.channel) &&
      newer(each.version, version) &&
      newer(target, each.version) &&
      stood.includes(each.version),
  )
  return floor?.version ?? target
}

/**
 * The tracks that a server disabled, and nobody enabled again, under a policy that neither is in safe mode nor wants that on
 * a failure (coreroller #6). What a server disables it stores together with the instance that it did it for.
 */
const stoppedWrongly = memoised((view): ReadonlySet<string> => {
  const stopped = new Set<string>()
  const byServer = new Set(instancesOf(view).map(({ revision }) => revision))
  let before: Catalogue | undefined
  for (const { catalogue, revision } of cataloguesOf(view)) {
    for (const { track, policy } of catalogue?.groups ?? []) {
      const was = before && groupOf(before, track)?.policy
      if (policy.updatesEnabled) stopped.delete(track)
      else if (was?.updatesEnabled && byServer.has(revision) && !was.safeMode && !was.disableUpdatesOnFailedRollout) {
        stopped.add(track)
      }
    }
    before = catalogue
  }
  return stopped
})
