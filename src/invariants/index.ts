// The registry of invariants: a new one is a file, a line here, and a planted bug that it must catch.

import { etcdQuorum } from './etcd-quorum.ts'
import type { Invariant } from './invariant.ts'
import { lockHeldThroughBoot } from './lock-held-through-boot.ts'
import { locksDrain } from './locks-drain.ts'
import { neverAllRebooting } from './never-all-rebooting.ts'
import { rebootHoldsLock } from './reboot-holds-lock.ts'
import { rebootInWindow } from './reboot-in-window.ts'
import { rebootLimit } from './reboot-limit.ts'
import { rebootsHappen } from './reboots-happen.ts'
import { semaphoreConsistent } from './semaphore-consistent.ts'

export const invariants: readonly Invariant[] = [
  neverAllRebooting,
  etcdQuorum,
  rebootLimit,
  rebootHoldsLock,
  rebootInWindow,
  lockHeldThroughBoot,
  semaphoreConsistent,
  locksDrain,
  rebootsHappen,
]
