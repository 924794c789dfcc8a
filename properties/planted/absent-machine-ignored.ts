// Wrong on purpose: the engine leaves a unit alone that is scheduled to a machine which is not present.

import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { engineDeciding } from './planner-on.ts'

const platform: Platform = {
  ...reference,
  name: 'absent-machine-ignored',
  fleet: {
    ...FLEET,
    engine: engineDeciding((planner, snapshot) => {
      const decision = planner.decide(snapshot)
      const isStranded = (name: string): boolean => {
        const target = snapshot.jobs.get(name)?.target
        return target !== undefined && !snapshot.machines.has(target)
      }
      return { ...decision, commands: decision.commands.filter(({ unit }) => !isStranded(unit)) }
    }),
  },
}

export default platform
