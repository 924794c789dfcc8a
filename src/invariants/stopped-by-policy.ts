import type { EventOf } from '../history/event.ts'
import { groupOf } from '../updates/rollout/catalogue.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { cataloguesOf } from './releases.ts'
import type { View } from './view.ts'

/** Source: coreroller #6 (a group was disabled after failures although its safe mode was off). */
export const stoppedByPolicy: Invariant = {
  id: 'stopped-by-policy',
  promise: 'The update server stops a rollout only where the policy of the group says so.',
  nature: 'safety',
  judge(view) {
    for (const event of eventsOf(view, 'rollout.stopped')) {
      const policy = policyBefore(view, event)
      if (policy === undefined || policy.safeMode || policy.disableUpdatesOnFailedRollout) continue
      return violated({
        says: `The server disabled the updates of ${event.track} at ${clock(event.at)} (${event.why}), though the group is not in safe mode, and its policy lets a failed rollout go on.`,
        at: event.at,
        events: [event.id],
      })
    }
    return HOLDS
  },
}

/** The group's policy as it stood when the server stopped it; undefined: the history does not show it. */
function policyBefore(view: View, { track, at }: EventOf<'rollout.stopped'>) {
  const versions = cataloguesOf(view)
  const policyOf = (index: number) => {
    const catalogue = versions[index]?.catalogue
    return catalogue && groupOf(catalogue, track)?.policy
  }
  for (let index = versions.length - 1; index > 0; index--) {
    // the server says it once the store has it; the store's own word may come a moment later
    if ((versions[index]?.event?.at ?? 0) > at + view.tuning.callTimeoutMs) continue
    if (policyOf(index)?.updatesEnabled === false && policyOf(index - 1)?.updatesEnabled === true)
      return policyOf(index - 1)
  }
  return undefined
}
