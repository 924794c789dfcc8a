// Wrong on purpose: a unit counts as what it is to be by its name and its state, whatever its file says. One that was made
// again with another file, between two looks of an agent, goes on with the old one.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'unit-hash-ignored',
  fleet: { ...FLEET, agent: (parts) => fleetAgent(parts, { ...AGENT_RULES, hashDiffers: () => false }) },
}

export default platform
