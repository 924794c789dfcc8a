// Wrong on purpose: unit files are written, and systemd is not told to read them again.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'not-reloaded',
  fleet: { ...FLEET, agent: (parts) => fleetAgent(parts, { ...AGENT_RULES, reloads: () => false }) },
}

export default platform
