// Wrong on purpose: the leader's lease lasts for days, and an engine that crashed with it is not replaced, not even by the
// next one on its own machine.

import { fleetEngine } from '../../src/fleet/engine/engine.ts'
import { ENGINE_RULES } from '../../src/fleet/engine/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const TTL_SECONDS = 1_000_000

const platform: Platform = {
  ...reference,
  name: 'lead-for-ever',
  fleet: {
    ...FLEET,
    engine: (parts) =>
      fleetEngine(parts, {
        ...ENGINE_RULES,
        leaseSeconds: () => TTL_SECONDS,
        mayLead: (leader) => leader === undefined,
      }),
  },
}

export default platform
