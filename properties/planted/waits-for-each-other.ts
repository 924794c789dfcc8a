// Wrong on purpose: two services that wait for each other. A boot is proven once the machine is a holder of its reboot lock,
// and that it asks for only after a good boot.

import { semaphoreKey } from '../../src/locksmith/semaphore.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { sleep } from '../../src/runtime/operation.ts'
import { range } from '../../src/store/contract.ts'

const platform: Platform = {
  ...reference,
  name: 'waits-for-each-other',
  *proveBoot(context) {
    const { spec, tuning } = context
    for (;;) {
      yield* sleep(tuning.goodAfterMs)
      const read = yield* range({ key: semaphoreKey(spec.group) })
      if (read.kind === 'ok' && read.value.kvs.some(({ value }) => value.includes(`"${spec.id}"`))) return
    }
  },
}

export default platform
