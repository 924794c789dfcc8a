// Wrong on purpose: the machine is told to take the lock, and reboots at once without it.

import { bootGood, rebootWanted } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'uncoordinated',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    if (!wanted) yield* rebootWanted(notices)
    yield* reboot(context, null)
  },
}

export default platform
