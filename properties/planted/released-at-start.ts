// Wrong on purpose: the lock is released when the daemon starts, before the boot has proved itself.

import { acquireUntilHeld, rebootWanted, releaseUntilSure } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'released-at-start',
  *lockDaemon(context, notices) {
    const config = locksmithConfig(context)
    yield* releaseUntilSure(config)
    yield* rebootWanted(notices)
    yield* reboot(context, yield* acquireUntilHeld(config))
  },
}

export default platform
