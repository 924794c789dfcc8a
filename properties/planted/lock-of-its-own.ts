// Wrong on purpose: each machine takes a lock that no other looks at, as where every machine runs an etcd of its own
// that has not joined the others.

import { lockDaemon } from '../../src/locksmith/daemon.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'lock-of-its-own',
  lockDaemon(context, notices) {
    const config = { ...locksmithConfig(context), group: `only-${context.spec.id}` }
    return lockDaemon(config, notices, (revision) => reboot(context, revision))
  },
}

export default platform
