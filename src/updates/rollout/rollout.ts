// How a rollout is held back and when it ends: the group's policy against the group's counts (nebraska,
// backend/pkg/api/updates.go, enforceRolloutPolicy; events.go).

import type { Statistics } from './counts.ts'
import type { Activity } from './instance.ts'
import { isOfficeHours } from './office-hours.ts'
import { type Policy, UNLIMITED } from './policy.ts'

/** Why a machine is denied by policy, in the words that it is told. */
export type PolicyDenial =
  | 'error-updatesDisabled'
  | 'error-maxUpdatesPerPeriodLimitReached'
  | 'error-maxConcurrentUpdatesLimitReached'
  | 'error-maxTimedOutUpdatesLimitReached'

export type Verdict =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'denied'
      readonly reason: PolicyDenial
      /** The machine waits for a slot, and its status says so. */
      readonly onHold: boolean
      /** The group's updates are to be disabled: too many machines ran out of time. */
      readonly disableGroup?: true
    }

/**
 * Whether one more machine may be granted an update at `at`. In safe mode the version is tried by one machine first, and
 * a group in which too many ran out of time is stopped; without safe mode it never is (coreroller #6).
 */
export function rolloutVerdict(policy: Policy, statistics: () => Statistics, at: number): Verdict {
  const { safeMode } = policy
  if (!policy.updatesEnabled) return denied('error-updatesDisabled', false)
  if (policy.officeHours && !isOfficeHours(policy.timeZone, at)) return denied('error-updatesDisabled', false)
  if (policy.maxUpdatesPerPeriod >= UNLIMITED && !safeMode) return { kind: 'allowed' }
  const { attempted, grantedInLastPeriod, inProgress, timedOut } = statistics()
  const max = safeMode && attempted === 0 ? 1 : policy.maxUpdatesPerPeriod
  if (grantedInLastPeriod >= max) return denied('error-maxUpdatesPerPeriodLimitReached', true)
  if (inProgress >= max) return denied('error-maxConcurrentUpdatesLimitReached', true)
  if (safeMode && timedOut >= max) {
    return { kind: 'denied', reason: 'error-maxTimedOutUpdatesLimitReached', onHold: true, disableGroup: true }
  }
  return { kind: 'allowed' }
}

const denied = (reason: PolicyDenial, onHold: boolean): Verdict => ({ kind: 'denied', reason, onHold })

/**
 * What an activity does to the rollout, given the counts after it. `failed`: the first machine to try failed, and the
 * policy wants the group's updates disabled for that. `finished`: every machine of the group runs the version.
 */
export function rolloutAfter(
  activity: Activity,
  policy: Policy,
  { attempted, succeeded, total }: Statistics,
): 'goes-on' | 'finished' | 'failed' {
  if (activity.kind === 'update-failed') {
    return policy.disableUpdatesOnFailedRollout && attempted === 1 ? 'failed' : 'goes-on'
  }
  return succeeded === total ? 'finished' : 'goes-on'
}
