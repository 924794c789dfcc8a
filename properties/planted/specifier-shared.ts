// Wrong on purpose: what a unit requires is remembered by its text alone. The instances of a template share theirs, and all
// require what the first that was read requires, its specifiers expanded.

import { FLEET } from '../../src/fleet/fleetd.ts'
import { readUnit, type ReadUnit } from '../../src/fleet/read-unit.ts'
import { openRegistryCache } from '../../src/fleet/registry/registry-cache.ts'
import type { Unit } from '../../src/fleet/unit.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'specifier-shared',
  fleet: { ...FLEET, openCache: (config) => openRegistryCache({ ...config, readUnit: readShared() }) },
}

export default platform

function readShared(): ReadUnit {
  const first = new Map<string, Unit>()
  return (name, text) => {
    const shared = first.get(text) ?? readUnit(name, text)
    first.set(text, shared)
    return { ...shared, name }
  }
}
