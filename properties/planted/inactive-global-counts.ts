// Wrong on purpose: a global unit that is not to run anywhere counts all the same, and keeps out what it conflicts with.

import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { engineSeeing } from './planner-on.ts'

const platform: Platform = {
  ...reference,
  name: 'inactive-global-counts',
  fleet: {
    ...FLEET,
    engine: engineSeeing((job) => (job.unit?.requirements.global ? { ...job, targetState: 'launched' } : job)),
  },
}

export default platform
