// Wrong on purpose: the daemon takes the lock first and waits for its window then, and everybody else waits with it.

import { acquireUntilHeld, bootGood, rebootWanted, releaseUntilSure, untilOpen } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'held-outside-window',
  *lockDaemon(context, notices) {
    const config = locksmithConfig(context)
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(config)
    if (!wanted) yield* rebootWanted(notices)
    yield* acquireUntilHeld(config)
    yield* untilOpen(config, function* () {})
    yield* reboot(context, yield* acquireUntilHeld(config)) // it holds it already: this is for fresh word
  },
}

export default platform
