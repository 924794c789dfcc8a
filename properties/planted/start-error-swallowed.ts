// Wrong on purpose: what systemd says to the start of a unit is not heard, and the unit counts as launched that never was.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'start-error-swallowed',
  fleet: { ...FLEET, agent: (parts) => fleetAgent(parts, { ...AGENT_RULES, failureOf: () => undefined }) },
}

export default platform
