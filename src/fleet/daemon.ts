// What the parts of a machine's fleet daemon share.

import type { FleetConfig } from './config.ts'
import type { UnitManager } from './manager/manager.ts'
import type { RegistryCache } from './registry/cache.ts'
import type { Session } from './session/session.ts'

export interface FleetParts {
  readonly config: FleetConfig
  readonly cache: RegistryCache
  readonly session: Session
  readonly manager: UnitManager
}
