// Wrong on purpose: the machine reboots on its word of holding the lock, however old a pause has made it.

import { lockDaemon } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'stale-word',
  lockDaemon: (context, notices) =>
    lockDaemon({ ...locksmithConfig(context), freshMs: Infinity }, notices, (revision) => reboot(context, revision)),
}

export default platform
