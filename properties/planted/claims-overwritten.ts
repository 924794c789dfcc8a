// Wrong on purpose: a machine starts what is scheduled to it whether or not another has the right to run it still, and
// writes its claim over that one's.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import type { RegistryCache } from '../../src/fleet/registry/cache.ts'
import type { Snapshot } from '../../src/fleet/snapshot.ts'
import type { MachineId } from '../../src/history/event.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import type { StoreRequest } from '../../src/store/contract.ts'
import { withStoreCalls } from './store-calls.ts'

const platform: Platform = {
  ...reference,
  name: 'claims-overwritten',
  fleet: {
    ...FLEET,
    agent: (parts) =>
      withStoreCalls(fleetAgent({ ...parts, cache: blind(parts.cache, parts.config.machine) }), overwriting),
  },
}

export default platform

/** The registry without the claims of others. */
function blind(cache: RegistryCache, machine: MachineId): RegistryCache {
  const seen = new WeakMap<Snapshot, Snapshot>()
  return {
    get snapshot() {
      const { snapshot } = cache
      if (snapshot === undefined) return undefined
      const known = seen.get(snapshot) ?? {
        ...snapshot,
        claims: new Map([...snapshot.claims].filter(([, holder]) => holder === machine)),
      }
      seen.set(snapshot, known)
      return known
    },
    subscribe: cache.subscribe,
    fresh: cache.fresh,
    run: cache.run,
  }
}

/** Of all that an agent writes, the claims alone are created only where there is none. */
function overwriting(request: StoreRequest): StoreRequest {
  if (request.kind !== 'txn') return request
  return { ...request, compares: request.compares.filter(({ target }) => target !== 'create-revision') }
}
