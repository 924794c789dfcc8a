// Wrong on purpose: the lead is a short lock that any engine takes from whoever has it, and nothing in the writes of an
// engine says that it must still have it.

import { fleetEngine } from '../../src/fleet/engine/engine.ts'
import { ENGINE_RULES } from '../../src/fleet/engine/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import { LEADER_KEY } from '../../src/fleet/registry/keys.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'lead-stolen-unfenced',
  fleet: {
    ...FLEET,
    engine: (parts) =>
      fleetEngine(parts, {
        ...ENGINE_RULES,
        mayLead: () => true,
        guarded: (command, job, term) =>
          ENGINE_RULES.guarded(command, job, term).filter(({ key }) => key !== LEADER_KEY),
      }),
  },
}

export default platform
