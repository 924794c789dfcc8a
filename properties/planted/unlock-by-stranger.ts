// Wrong on purpose: a machine that has booted gives back whichever slot comes first, its own or not.

import { acquireUntilHeld, bootGood, rebootWanted } from '../../src/locksmith/daemon.ts'
import { attempt, status } from '../../src/locksmith/lock.ts'
import { released } from '../../src/locksmith/semaphore.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'unlock-by-stranger',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseFirst(context)
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireUntilHeld(locksmithConfig(context)))
  },
}

export default platform

function* releaseFirst({ spec, tuning }: MachineContext): Program<void> {
  for (;;) {
    const read = yield* status(spec.group)
    if (read.kind === 'done') {
      const holder = read.semaphore.holders[0]
      if (holder === undefined) return
      const given = yield* attempt(spec.group, spec.id, { operation: 'release', holder }, (semaphore) =>
        released(semaphore, holder),
      )
      if (given.kind === 'done') return
    }
    yield* sleep(tuning.lockBackoffMs)
  }
}
