// Wrong on purpose: the boot loader takes no try, so that a release that does not boot is started for ever.

import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'tries-not-lowered',
  chooseSlot(table) {
    const next = reference.chooseSlot(table)
    return next.kind === 'boot' ? { ...next, table, write: false } : next
  },
}

export default platform
