// Wrong on purpose: the daemon looks at its reboot window once, then waits for the lock however long that takes.

import { acquireUntilHeld, bootGood, rebootWanted, releaseUntilSure, untilOpen } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'window-checked-once',
  *lockDaemon(context, notices) {
    const config = locksmithConfig(context)
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(config)
    if (!wanted) yield* rebootWanted(notices)
    yield* untilOpen(config, function* () {})
    yield* reboot(context, yield* acquireUntilHeld(config))
  },
}

export default platform
