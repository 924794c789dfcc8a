// Wrong on purpose: the machine looks once, after its boot, whether it holds a slot. A write that an earlier boot gave up
// on can arrive later, and is then never given back.

import { lockDaemon } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'released-once',
  lockDaemon: (context, notices) =>
    lockDaemon({ ...locksmithConfig(context), reconcileMs: Infinity }, notices, (revision) =>
      reboot(context, revision),
    ),
}

export default platform
