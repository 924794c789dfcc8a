// Wrong on purpose: a watch that ended is begun again from the present, and what happened in between is missed.

import { FLEET } from '../../src/fleet/fleetd.ts'
import type { RegistryCache } from '../../src/fleet/registry/cache.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import type { StoreRequest } from '../../src/store/contract.ts'
import { withStoreCalls } from './store-calls.ts'

const platform: Platform = {
  ...reference,
  name: 'watch-from-now',
  fleet: { ...FLEET, openCache: (config) => forgetful(FLEET.openCache(config)) },
}

export default platform

const forgetful = (cache: RegistryCache): RegistryCache => ({
  get snapshot() {
    return cache.snapshot
  },
  subscribe: cache.subscribe,
  fresh: cache.fresh,
  run: () => withStoreCalls(cache.run(), fromNow),
})

function fromNow(request: StoreRequest): StoreRequest {
  if (request.kind !== 'watch') return request
  const { fromRevision: _, ...rest } = request
  return rest
}
