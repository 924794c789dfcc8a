// Wrong on purpose: while the store is not to be had, the daemon asks again at once.

import { bootGood, rebootWanted, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import { acquire } from '../../src/locksmith/lock.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'no-back-off',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(locksmithConfig(context))
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireAtOnce(context))
  },
}

export default platform

function* acquireAtOnce({ spec, tuning }: MachineContext): Program<number> {
  for (;;) {
    const taken = yield* acquire(spec.group, spec.id)
    if (taken.kind === 'done') return taken.revision
    yield* sleep(taken.kind === 'full' ? tuning.lockBackoffMs : 1) // as long as a loop in any real program takes
  }
}
