// Wrong on purpose: a machine that is cut off from the registry runs on what others may have taken over meanwhile. It stops
// that only when it hears that its lease has ended.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'no-fence',
  fleet: { ...FLEET, agent: (parts) => fleetAgent(parts, { ...AGENT_RULES, fenceAt: () => Infinity }) },
}

export default platform
