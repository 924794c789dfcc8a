// Wrong on purpose: the lock's document hangs on a lease that is shorter than a reboot, and is gone before the machine is
// back.

import { bootGood, rebootWanted, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import { acquire, recorded, status } from '../../src/locksmith/lock.ts'
import { acquired, encode, semaphoreKey } from '../../src/locksmith/semaphore.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'
import { leaseGrant, txn } from '../../src/store/contract.ts'

const TTL_SECONDS = 5

const platform: Platform = {
  ...reference,
  name: 'lock-with-ttl',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(locksmithConfig(context))
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireOnLease(context))
  },
}

export default platform

function* acquireOnLease({ spec, tuning }: MachineContext): Program<number> {
  for (;;) {
    const revision = yield* tryOnLease(spec.id, spec.group)
    if (revision !== undefined) return revision
    yield* sleep(tuning.lockBackoffMs)
  }
}

function* tryOnLease(holder: string, group: string): Program<number | undefined> {
  const read = yield* status(group)
  const lease = yield* leaseGrant(TTL_SECONDS)
  if (read.kind !== 'done' || lease.kind !== 'ok') return undefined
  const change = acquired(read.semaphore, holder)
  if (change.kind === 'already') {
    const again = yield* acquire(group, holder)
    return again.kind === 'done' ? again.revision : undefined
  }
  if (change.kind === 'full') return undefined
  const key = semaphoreKey(group)
  const written = yield* recorded({ group, by: holder, base: read.revision, operation: 'acquire', holder }, () =>
    txn({
      compares: [{ target: 'mod-revision', key, relation: '=', operand: read.revision }],
      then: [{ kind: 'put', key, value: encode(change.semaphore), lease: lease.value.lease }],
      otherwise: [],
    }),
  )
  return written.kind === 'ok' && written.value.succeeded ? written.value.revision : undefined
}
