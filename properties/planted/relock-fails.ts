// Wrong on purpose: a machine that holds the lock already finds it taken, by itself, and waits for that to change.

import { bootGood, rebootWanted, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import { attempt } from '../../src/locksmith/lock.ts'
import { acquired, isHolder } from '../../src/locksmith/semaphore.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'relock-fails',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(locksmithConfig(context))
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireOnce(context))
  },
}

export default platform

function* acquireOnce({ spec, tuning }: MachineContext): Program<number> {
  for (;;) {
    const taken = yield* attempt(spec.group, spec.id, { operation: 'acquire', holder: spec.id }, (semaphore) =>
      isHolder(semaphore, spec.id) ? { kind: 'full', holders: semaphore.holders } : acquired(semaphore, spec.id),
    )
    if (taken.kind === 'done') return taken.revision
    yield* sleep(tuning.lockBackoffMs)
  }
}
