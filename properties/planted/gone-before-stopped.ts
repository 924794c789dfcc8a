// Wrong on purpose: a unit's file is removed at once when the unit is unloaded. Of what has not stopped by then, fleet knows
// nothing any more.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { UnitManager } from '../../src/fleet/manager/manager.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'gone-before-stopped',
  fleet: { ...FLEET, agent: (parts) => fleetAgent({ ...parts, manager: forgetting(parts.manager) }) },
}

export default platform

function forgetting(manager: UnitManager): UnitManager {
  const removed = new Set<string>()
  return {
    subscribe: (mailbox) => manager.subscribe(mailbox),
    reload: () => manager.reload(),
    start: (name) => manager.start(name),
    stop: (name) => manager.stop(name),
    allow: (units, until) => manager.allow(units, until),
    units() {
      const all = manager.units()
      for (const name of removed) if (!all.some((unit) => unit.name === name)) removed.delete(name)
      return all.filter(({ name }) => !removed.has(name))
    },
    *load(name, text) {
      removed.delete(name)
      return yield* manager.load(name, text)
    },
    *unload(name) {
      removed.add(name)
      return yield* manager.unload(name)
    },
  }
}
