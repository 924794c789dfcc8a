// Wrong on purpose: the lock is released when the daemon starts, before the boot has proved itself.

import { acquireUntilHeld, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { receive } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'released-at-start',
  *lockDaemon(context, notices) {
    const config = locksmithConfig(context)
    yield* releaseUntilSure(config)
    for (;;) {
      const notice = yield* receive(notices)
      if (notice.kind === 'message' && notice.message === 'reboot-wanted') break
    }
    yield* reboot(context, yield* acquireUntilHeld(config))
  },
}

export default platform
