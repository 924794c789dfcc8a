// Wrong on purpose: the machine is told to take the lock, and reboots at once without it.

import { bootGood } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { reference } from '../../src/machine/reference.ts'
import { receive } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'uncoordinated',
  *lockDaemon(context, notices) {
    let wanted = yield* bootGood(notices)
    while (!wanted) {
      const notice = yield* receive(notices)
      wanted = notice.kind === 'message' && notice.message === 'reboot-wanted'
    }
    yield* reboot(context, null)
  },
}

export default platform
