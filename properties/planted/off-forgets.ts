// Wrong on purpose: with the strategy `off` the daemon ends at once, so that nobody gives back an operator's lock.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { sleep } from '../../src/runtime/operation.ts'

const platform: Platform = {
  ...reference,
  name: 'off-forgets',
  *lockDaemon(context, notices) {
    if (context.spec.strategy === 'off') yield* sleep(Infinity)
    else yield* reference.lockDaemon(context, notices)
  },
}

export default platform
