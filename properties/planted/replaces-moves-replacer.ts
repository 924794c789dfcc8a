// Wrong on purpose: of two units, one of which replaces the other, the one that says so has to go.

import { FLEET } from '../../src/fleet/fleetd.ts'
import { isReplacedBy } from '../../src/fleet/options/replaces.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { engineSeeing } from './planner-on.ts'

const platform: Platform = {
  ...reference,
  name: 'replaces-moves-replacer',
  fleet: {
    ...FLEET,
    engine: engineSeeing((job, jobs) => {
      const { unit } = job
      if (unit === undefined) return job
      const replaces = [...jobs.values()].flatMap((by) => (by.unit && isReplacedBy(unit, by.unit) ? [by.name] : []))
      return { ...job, unit: { ...unit, requirements: { ...unit.requirements, replaces } } }
    }),
  },
}

export default platform
