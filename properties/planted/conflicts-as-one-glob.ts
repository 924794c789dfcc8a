// Wrong on purpose: a line of Conflicts is one glob, spaces and all, and one of several matches nothing.

import { FLEET } from '../../src/fleet/fleetd.ts'
import { OPTIONS } from '../../src/fleet/options/index.ts'
import { unitReader } from '../../src/fleet/read-unit.ts'
import { openRegistryCache } from '../../src/fleet/registry/registry-cache.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const readUnit = unitReader(4096, {
  ...OPTIONS,
  conflicts: { ...OPTIONS.conflicts, read: (valuesOf) => valuesOf('Conflicts') },
})

const platform: Platform = {
  ...reference,
  name: 'conflicts-as-one-glob',
  fleet: { ...FLEET, openCache: (config) => openRegistryCache({ ...config, readUnit }) },
}

export default platform
