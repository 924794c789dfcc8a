// The planted bugs: a new one is a file and a line here. If a hunt does not find one, that is a finding about the hunt.

import casLeftOut from './cas-left-out.ts'
import heldOutsideWindow from './held-outside-window.ts'
import lockOfItsOwn from './lock-of-its-own.ts'
import lockWithTtl from './lock-with-ttl.ts'
import noBackOff from './no-back-off.ts'
import midnightWindow from './midnight-window.ts'
import offForgets from './off-forgets.ts'
import relockFails from './relock-fails.ts'
import windowCheckedOnce from './window-checked-once.ts'
import offersDowngrade from './offers-downgrade.ts'
import stuckInstance from './stuck-instance.ts'
import stopsWithoutSafeMode from './stops-without-safe-mode.ts'
import fallbackCountsAsDone from './fallback-counts-as-done.ts'
import promotesPastBeta from './promotes-past-beta.ts'
import hashNotChecked from './hash-not-checked.ts'
import triesNotLowered from './tries-not-lowered.ts'
import goodMarkForgotten from './good-mark-forgotten.ts'
import writesRunningSlot from './writes-running-slot.ts'
import pendingBlocksNewer from './pending-blocks-newer.ts'
import skipsBootFlags from './skips-boot-flags.ts'
import retriesBadRelease from './retries-bad-release.ts'
import { plantedFleetA } from './index-fleet-a.ts'
import { plantedFleetB } from './index-fleet-b.ts'
import { plantedFleetC } from './index-fleet-c.ts'
import type { Planted } from './planted.ts'
import releasedAtStart from './released-at-start.ts'
import staleRead from './stale-read.ts'
import staleWord from './stale-word.ts'
import uncoordinated from './uncoordinated.ts'
import unlockByStranger from './unlock-by-stranger.ts'
import waitsForEachOther from './waits-for-each-other.ts'

export const planted: readonly Planted[] = [
  {
    platform: waitsForEachOther,
    caughtBy: 'comes-up',
    seenIn: 'ordering cycles between units that systemd starts at boot',
    pace: 'quick',
    updates: 'never',
    withinRuns: 1,
    atMostSteps: 0,
    inDocker: false, // it would, after a minute of waiting
  },
  {
    platform: casLeftOut,
    caughtBy: 'semaphore-consistent',
    seenIn: 'the etcd v2 client takes index 0 for "no condition" and writes unconditionally',
    pace: 'quick',
    updates: 'never',
    withinRuns: 2_000,
    atMostSteps: 3,
    inDocker: false,
  },
  {
    platform: staleRead,
    caughtBy: 'locks-drain',
    seenIn: 'coreos/locksmith #64, #34',
    pace: 'quick',
    updates: 'never',
    withinRuns: 2_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: releasedAtStart,
    caughtBy: 'lock-held-through-boot',
    seenIn: 'coreos/bugs #1782, #257, #861',
    pace: 'quick',
    updates: 'never',
    withinRuns: 2_000,
    atMostSteps: 1,
    inDocker: true,
  },
  {
    platform: noBackOff,
    caughtBy: 'backs-off',
    seenIn: 'coreos/bugs #836, coreos/locksmith #13',
    pace: 'quick',
    updates: 'never',
    withinRuns: 2_000,
    atMostSteps: 3,
    inDocker: false,
  },
  {
    platform: unlockByStranger,
    caughtBy: 'lock-held-through-boot',
    seenIn: 'poseidon/fleetlock #11, #71',
    pace: 'quick',
    updates: 'never',
    withinRuns: 2_000,
    atMostSteps: 4,
    inDocker: false,
  },
  {
    platform: uncoordinated,
    caughtBy: 'never-all-rebooting',
    seenIn: "locksmith's default strategy, `reboot`",
    pace: 'quick',
    updates: 'never',
    withinRuns: 2_000,
    atMostSteps: 2,
    inDocker: true,
  },
  {
    platform: staleWord,
    caughtBy: 'reboot-holds-lock',
    seenIn: 'etcd-io/etcd #11456, #11457: a paused owner goes on after it has lost its lock',
    pace: 'realistic',
    updates: 'never',
    withinRuns: 25_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: heldOutsideWindow,
    caughtBy: 'locks-drain',
    seenIn: 'SUSE/rebootmgr #4, kured #792: the lock taken outside of the window, and kept while the reboot is held up',
    pace: 'quick',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: lockOfItsOwn,
    caughtBy: 'reboot-limit',
    seenIn: 'kops #5407: each machine on an etcd of its own',
    pace: 'quick',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: lockWithTtl,
    caughtBy: 'lock-held-through-boot',
    seenIn: 'kured with a --lock-ttl shorter than a reboot',
    pace: 'realistic',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: midnightWindow,
    caughtBy: 'reboots-happen',
    seenIn: 'kured #204, #206',
    pace: 'quick',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: offForgets,
    caughtBy: 'locks-drain',
    seenIn: 'coreos/bugs #1219',
    pace: 'quick',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: relockFails,
    caughtBy: 'locks-drain',
    seenIn: 'coreos/locksmith #58',
    pace: 'quick',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: windowCheckedOnce,
    caughtBy: 'reboot-in-window',
    seenIn: 'coreos/bugs #1886, flatcar #407',
    pace: 'quick',
    updates: 'never',
    withinRuns: 20_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: offersDowngrade,
    caughtBy: 'no-downgrade',
    seenIn:
      'nebraska and update_engine leave the comparison to each other: a server that offers an older version gets a downgrade',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: stuckInstance,
    caughtBy: 'updates-arrive',
    seenIn: 'flatcar/nebraska #303, #309',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: stopsWithoutSafeMode,
    caughtBy: 'stopped-by-policy',
    seenIn: 'coreroller #6',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: fallbackCountsAsDone,
    caughtBy: 'rollout-honest',
    seenIn: 'coreos/bugs #327',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: promotesPastBeta,
    caughtBy: 'promotion-order',
    seenIn: 'nebraska: promotion is pointing a channel at any package',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: hashNotChecked,
    caughtBy: 'verified-payload',
    seenIn: 'update_engine without a key file accepts every payload',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: triesNotLowered,
    caughtBy: 'tries-kept',
    seenIn: 'GRUB gptprio: the try that is not taken',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: true,
  },
  {
    platform: goodMarkForgotten,
    caughtBy: 'good-boot-kept',
    seenIn: 'coreos/bugs #262, #1189, #1601; flatcar #611',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false, // the smallest schedules ask for a reboot in the moment in which a release starts, or of the next in turn
  },
  {
    platform: writesRunningSlot,
    caughtBy: 'passive-slot-only',
    seenIn: 'flatcar #40, coreos/bugs #2292',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: pendingBlocksNewer,
    caughtBy: 'updates-arrive',
    seenIn: 'coreos/bugs #1392, flatcar #565',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 7,
    inDocker: false,
  },
  {
    platform: skipsBootFlags,
    caughtBy: 'installed-boots-next',
    seenIn: 'coreos/bugs #1625',
    pace: 'quick',
    updates: 'always',
    withinRuns: 5_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: retriesBadRelease,
    caughtBy: 'bad-release-not-retried',
    seenIn: 'flatcar #130, #1924; coreos/zincati #111',
    pace: 'quick',
    updates: 'always',
    withinRuns: 1_000,
    atMostSteps: 5,
    inDocker: true,
  },
  ...plantedFleetA,
  ...plantedFleetB,
  ...plantedFleetC,
]
