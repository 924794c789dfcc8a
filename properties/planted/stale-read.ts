// Wrong on purpose: the daemon asks the member at hand, which may lag, and takes "not a holder" for "released".

import { acquireUntilHeld, bootGood, rebootWanted } from '../../src/locksmith/daemon.ts'
import { release, understand } from '../../src/locksmith/lock.ts'
import { isHolder, semaphoreKey } from '../../src/locksmith/semaphore.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'
import { range } from '../../src/store/contract.ts'

const platform: Platform = {
  ...reference,
  name: 'stale-read',
  // As update_engine does: after a while, without a look at the store.
  *proveBoot({ tuning }) {
    yield* sleep(tuning.goodAfterMs)
  },
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseOnce(context)
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireUntilHeld(locksmithConfig(context)))
  },
}

export default platform

function* releaseOnce({ spec, tuning }: MachineContext): Program<void> {
  for (;;) {
    const read = yield* range({ key: semaphoreKey(spec.group), serializable: true })
    const known = read.kind === 'ok' ? understand(read.value.kvs[0]) : undefined
    if (known?.kind === 'read') {
      if (!isHolder(known.stored.semaphore, spec.id)) return
      if ((yield* release(spec.group, spec.id)).kind === 'done') return
    }
    yield* sleep(tuning.lockBackoffMs)
  }
}
