// Wrong on purpose: a machine that finds more holders than `max`, which an operator has lowered, puts that right by dropping
// some of them, and takes a slot.

import { bootGood, rebootWanted, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import { attempt } from '../../src/locksmith/lock.ts'
import { acquired, type Semaphore } from '../../src/locksmith/semaphore.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'evicts-over-max',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(locksmithConfig(context))
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireEvicting(context))
  },
}

export default platform

function* acquireEvicting({ spec: { id: holder, group }, tuning }: MachineContext): Program<number> {
  for (;;) {
    const taken = yield* attempt(group, holder, { operation: 'acquire', holder }, (semaphore) =>
      acquired(fitted(semaphore), holder),
    )
    if (taken.kind === 'done') return taken.revision
    yield* sleep(tuning.lockBackoffMs)
  }
}

function fitted(semaphore: Semaphore): Semaphore {
  const { free, max, holders } = semaphore
  if (free >= 0) return semaphore
  const kept = holders.slice(0, Math.max(0, max - 1))
  return { free: max - kept.length, max, holders: kept }
}
