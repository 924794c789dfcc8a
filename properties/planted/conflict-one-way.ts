// Wrong on purpose: a unit that is to be placed is asked what it forbids, and those that are there already are not.

import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { engineSeeing } from './planner-on.ts'

const platform: Platform = {
  ...reference,
  name: 'conflict-one-way',
  fleet: {
    ...FLEET,
    engine: engineSeeing((job) => {
      const { unit, target } = job
      if (unit === undefined || target === undefined) return job
      return { ...job, unit: { ...unit, requirements: { ...unit.requirements, conflicts: [] } } }
    }),
  },
}

export default platform
