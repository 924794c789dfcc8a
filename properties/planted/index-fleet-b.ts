// The planted bugs of fleet, the second part: sessions, what is known of the registry, the lead, and the fence.

import claimsOverwritten from './claims-overwritten.ts'
import leadForEver from './lead-for-ever.ts'
import leadStolenUnfenced from './lead-stolen-unfenced.ts'
import leaderNotFenced from './leader-not-fenced.ts'
import noFence from './no-fence.ts'
import type { Planted } from './planted.ts'
import purgesWhenCutOff from './purges-when-cut-off.ts'
import statesWithoutLease from './states-without-lease.ts'
import watchFromNow from './watch-from-now.ts'

export const plantedFleetB: readonly Planted[] = [
  {
    platform: watchFromNow,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #1362, #1363, #408',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 8,
    inDocker: false,
  },
  {
    platform: noFence,
    caughtBy: 'at-most-one-copy',
    seenIn: 'coreos/fleet #1289, #1361, #1690',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 4_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: claimsOverwritten,
    caughtBy: 'at-most-one-copy',
    seenIn: 'coreos/fleet #1690, #722: job-state was a heartbeat that anybody overwrote',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 4_000,
    atMostSteps: 8,
    inDocker: false,
  },
  {
    platform: leadStolenUnfenced,
    caughtBy: 'one-leader',
    seenIn: 'coreos/fleet #639, #924, #933',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 2,
    inDocker: false,
  },
  {
    platform: leaderNotFenced,
    caughtBy: 'one-leader',
    seenIn: 'engine/reconciler.go: no write of a leader says that it still leads (coreos/fleet #639)',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 5_000,
    atMostSteps: 10,
    inDocker: false,
  },
  {
    platform: leadForEver,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #1692, #1713: over gRPC the lease lasted for eleven days',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 3,
    inDocker: false,
  },
  {
    platform: statesWithoutLease,
    caughtBy: 'states-honest',
    seenIn: 'coreos/fleet #783, #108',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 4,
    inDocker: false,
  },
  {
    platform: purgesWhenCutOff,
    caughtBy: 'not-taken-down',
    seenIn: 'coreos/fleet #708, #711',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 4,
    inDocker: false,
  },
]
