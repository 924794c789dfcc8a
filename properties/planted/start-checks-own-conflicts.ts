// Wrong on purpose: before an agent starts a unit it looks at what the unit forbids, and not at what forbids the unit and
// has not stopped yet.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { AGENT_RULES } from '../../src/fleet/agent/rules.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { Unit } from '../../src/fleet/unit.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'start-checks-own-conflicts',
  fleet: {
    ...FLEET,
    agent: (parts) =>
      fleetAgent(parts, {
        ...AGENT_RULES,
        whyNotYet: (unit, memory, scene) =>
          AGENT_RULES.whyNotYet(unit, { ...memory, files: harmless(memory.files, unit) }, scene),
      }),
  },
}

export default platform

/** The units as they were loaded; of all but this one it is not known what they forbid. */
const harmless = (files: ReadonlyMap<string, Unit>, own: Unit): Map<string, Unit> =>
  new Map(
    [...files].map(([name, unit]) => [
      name,
      name === own.name ? unit : { ...unit, requirements: { ...unit.requirements, conflicts: [] } },
    ]),
  )
