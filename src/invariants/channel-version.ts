import { channelOf, groupOf, isOfferable, packageOf } from '../updates/rollout/catalogue.ts'
import { type Boot, bootsOf, runs } from './boots.ts'
import { configurationsOf } from './configurations.ts'
import { type Grant, grantsOf } from './instances.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { catalogueAt } from './releases.ts'
import type { View } from './view.ts'

/** A release that a machine falls back to was booted there before, and passed then. */
export const channelVersion: Invariant = {
  id: 'channel-version',
  promise:
    'A machine runs only releases that its channel offered it, or what it was delivered with; never one that was withdrawn before it was offered.',
  nature: 'safety',
  judge(view) {
    for (const boots of bootsOf(view).values()) {
      for (const boot of boots) {
        if (boot.event.payload === null || !boot.fresh) continue
        const wrong = notOffered(view, boot)
        if (wrong === undefined) continue
        const { event } = boot
        return violated({
          says: `${event.machine} booted ${runs(boot)} at ${clock(event.at)}, but ${wrong.why}.`,
          at: event.at,
          events: [...wrong.events, event.id],
        })
      }
    }
    return HOLDS
  },
}

function notOffered(view: View, { event, writing }: Boot): { why: string; events: readonly string[] } | undefined {
  const { machine, version } = event
  const began = writing ?? event
  // The store's events and the machine's are ordered by their clocks alone.
  const latest = began.at + view.tuning.callTimeoutMs
  const grants = (grantsOf(view).get(machine) ?? []).filter(
    (grant) => grant.version === version && grant.event.at <= latest,
  )
  if (grants.length === 0) return { why: 'that was never offered to it', events: [] }
  let wrong: { why: string; events: readonly string[] } | undefined
  for (const grant of grants) {
    const why = wrongGrant(view, grant)
    if (why === undefined) return undefined
    wrong = { why: `when it was granted that at ${clock(grant.event.at)}, ${why}`, events: [grant.event.id] }
  }
  return wrong
}

/** What was wrong with the grant at its revision. */
function wrongGrant(view: View, { machine, track, version, revision, event }: Grant): string | undefined {
  if (!asked(view, machine, track, event.at + view.tuning.callTimeoutMs)) return `it had never asked for ${track}`
  const catalogue = catalogueAt(view, revision)
  if (catalogue === undefined) return undefined
  const group = groupOf(catalogue, track)
  if (group === undefined) return `there was no group ${track}`
  const { channel } = group
  if (!channelOf(catalogue, channel)?.stood.includes(version)) return `it had never stood on ${channel}`
  const release = packageOf(catalogue, version)
  if (release?.withdrawn) return 'it had been withdrawn'
  return release && isOfferable(release, channel) ? undefined : `${channel} must not offer it`
}

/** Has the machine ever, until then, been configured for the track? */
const asked = (view: View, machine: string, track: string, until: number): boolean =>
  view.topology.machines.some((spec) => spec.id === machine && spec.channel === track) ||
  configurationsOf(view, machine).some((event) => event.channel === track && event.at <= until)
