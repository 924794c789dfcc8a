// The registry of invariants: a new one is a file, a line here, and a planted bug that it must catch.

import { acknowledgedKept } from './acknowledged-kept.ts'
import { atMostOneCopy } from './at-most-one-copy.ts'
import { backsOff } from './backs-off.ts'
import { badReleaseNotRetried } from './bad-release-not-retried.ts'
import { channelVersion } from './channel-version.ts'
import { comesUp } from './comes-up.ts'
import { conflictsRespected } from './conflicts-respected.ts'
import { etcdQuorum } from './etcd-quorum.ts'
import { fleetSettles } from './fleet-settles.ts'
import { goodBootKept } from './good-boot-kept.ts'
import { installedBootsNext } from './installed-boots-next.ts'
import type { Invariant } from './invariant.ts'
import { lockHeldThroughBoot } from './lock-held-through-boot.ts'
import { locksDrain } from './locks-drain.ts'
import { machinesComeUp } from './machines-come-up.ts'
import { neverAllRebooting } from './never-all-rebooting.ts'
import { noDowngrade } from './no-downgrade.ts'
import { noMachineLost } from './no-machine-lost.ts'
import { noTemplateActive } from './no-template-active.ts'
import { noUnitAfterDestroy } from './no-unit-after-destroy.ts'
import { notTakenDown } from './not-taken-down.ts'
import { oneLeader } from './one-leader.ts'
import { passiveSlotOnly } from './passive-slot-only.ts'
import { placementRespected } from './placement-respected.ts'
import { promotionOrder } from './promotion-order.ts'
import { rebootHoldsLock } from './reboot-holds-lock.ts'
import { rebootInWindow } from './reboot-in-window.ts'
import { rebootLimit } from './reboot-limit.ts'
import { rebootsHappen } from './reboots-happen.ts'
import { replicasAvailable } from './replicas-available.ts'
import { rolloutHonest } from './rollout-honest.ts'
import { rolloutRate } from './rollout-rate.ts'
import { semaphoreConsistent } from './semaphore-consistent.ts'
import { statesHonest } from './states-honest.ts'
import { stoppedByPolicy } from './stopped-by-policy.ts'
import { triesKept } from './tries-kept.ts'
import { unknownLeftAlone } from './unknown-left-alone.ts'
import { updatesArrive } from './updates-arrive.ts'
import { verifiedPayload } from './verified-payload.ts'

export const invariants: readonly Invariant[] = [
  neverAllRebooting,
  etcdQuorum,
  rebootLimit,
  rebootHoldsLock,
  rebootInWindow,
  lockHeldThroughBoot,
  semaphoreConsistent,
  backsOff,
  noMachineLost,
  verifiedPayload,
  passiveSlotOnly,
  goodBootKept,
  installedBootsNext,
  triesKept,
  noDowngrade,
  channelVersion,
  badReleaseNotRetried,
  promotionOrder,
  rolloutRate,
  rolloutHonest,
  stoppedByPolicy,
  conflictsRespected,
  placementRespected,
  atMostOneCopy,
  noUnitAfterDestroy,
  noTemplateActive,
  unknownLeftAlone,
  notTakenDown,
  acknowledgedKept,
  replicasAvailable,
  oneLeader,
  comesUp,
  locksDrain,
  rebootsHappen,
  machinesComeUp,
  updatesArrive,
  fleetSettles,
  statesHonest,
]
