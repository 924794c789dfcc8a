// Wrong on purpose: an engine that has lost the lead meanwhile still writes. Nothing in its writes says that it must lead.

import { fleetEngine } from '../../src/fleet/engine/engine.ts'
import { ENGINE_RULES } from '../../src/fleet/engine/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import { LEADER_KEY } from '../../src/fleet/registry/keys.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'leader-not-fenced',
  fleet: {
    ...FLEET,
    engine: (parts) =>
      fleetEngine(parts, {
        ...ENGINE_RULES,
        guarded: (command, job, term) =>
          ENGINE_RULES.guarded(command, job, term).filter(({ key }) => key !== LEADER_KEY),
      }),
  },
}

export default platform
