// The planted bugs: a new one is a file and a line here. If a hunt does not find one, that is a finding about the hunt.

import casLeftOut from './cas-left-out.ts'
import type { Planted } from './planted.ts'
import releasedAtStart from './released-at-start.ts'
import staleRead from './stale-read.ts'
import staleWord from './stale-word.ts'
import uncoordinated from './uncoordinated.ts'
import unlockByStranger from './unlock-by-stranger.ts'

export const planted: readonly Planted[] = [
  {
    platform: casLeftOut,
    caughtBy: 'semaphore-consistent',
    seenIn: 'the etcd v2 client takes index 0 for "no condition" and writes unconditionally',
    pace: 'quick',
    withinRuns: 2_000,
    atMostSteps: 3,
    inDocker: false,
  },
  {
    platform: staleRead,
    caughtBy: 'locks-drain',
    seenIn: 'coreos/locksmith #64, #34',
    pace: 'quick',
    withinRuns: 2_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: releasedAtStart,
    caughtBy: 'lock-held-through-boot',
    seenIn: 'coreos/bugs #1782, #257, #861',
    pace: 'quick',
    withinRuns: 2_000,
    atMostSteps: 1,
    inDocker: true,
  },
  {
    platform: unlockByStranger,
    caughtBy: 'lock-held-through-boot',
    seenIn: 'poseidon/fleetlock #11, #71',
    pace: 'quick',
    withinRuns: 2_000,
    atMostSteps: 4,
    inDocker: false,
  },
  {
    platform: uncoordinated,
    caughtBy: 'never-all-rebooting',
    seenIn: "locksmith's default strategy, `reboot`",
    pace: 'quick',
    withinRuns: 2_000,
    atMostSteps: 2,
    inDocker: true,
  },
  {
    platform: staleWord,
    caughtBy: 'reboot-holds-lock',
    seenIn: 'etcd-io/etcd #11456, #11457: a paused owner goes on after it has lost its lock',
    pace: 'realistic',
    withinRuns: 25_000,
    atMostSteps: 5,
    inDocker: false,
  },
]
