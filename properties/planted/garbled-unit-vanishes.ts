// Wrong on purpose: a unit whose target state cannot be read is passed over, and is gone for all who look.

import { FLEET } from '../../src/fleet/fleetd.ts'
import type { RegistryCache } from '../../src/fleet/registry/cache.ts'
import type { Snapshot } from '../../src/fleet/snapshot.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'

const platform: Platform = {
  ...reference,
  name: 'garbled-unit-vanishes',
  fleet: { ...FLEET, openCache: (config) => passingOver(FLEET.openCache(config)) },
}

export default platform

const passingOver = (cache: RegistryCache): RegistryCache => ({
  get snapshot() {
    return cache.snapshot && readable(cache.snapshot)
  },
  subscribe: cache.subscribe,
  run: cache.run,
  *fresh() {
    const read = yield* cache.fresh()
    return read.kind === 'ok' ? { ...read, value: readable(read.value) } : read
  },
})

/** Who decides by a snapshot asks whether it is still the same. */
const known = new WeakMap<Snapshot, Snapshot>()

function readable(snapshot: Snapshot): Snapshot {
  let seen = known.get(snapshot)
  if (seen === undefined) {
    const jobs = new Map([...snapshot.jobs].filter(([, { targetState }]) => targetState !== undefined))
    known.set(snapshot, (seen = { ...snapshot, jobs }))
  }
  return seen
}
