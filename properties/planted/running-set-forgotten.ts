// Wrong on purpose: the agent goes by its own memory of what it has started. A unit that an earlier one left running counts
// as not launched, and is not stopped.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'running-set-forgotten',
  fleet: {
    ...FLEET,
    agent: (parts) =>
      fleetAgent(parts, {
        ...AGENT_RULES,
        stateOf: (_unit, asked) => (asked === 'start' ? 'launched' : 'loaded'),
      }),
  },
}

export default platform
