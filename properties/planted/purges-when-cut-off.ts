// Wrong on purpose: an agent that has lost its session takes everything off its machine.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'purges-when-cut-off',
  fleet: {
    ...FLEET,
    agent: (parts) =>
      fleetAgent(parts, {
        ...AGENT_RULES,
        wanted: (snapshot, machine, lease) =>
          AGENT_RULES.wanted(snapshot, machine, lease) ?? { units: new Map(), dropped: new Map(), unknown: [] },
      }),
  },
}

export default platform
