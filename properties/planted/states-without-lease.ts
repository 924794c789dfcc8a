// Wrong on purpose: what a machine says of its units hangs on no lease, and is still said when the machine is gone.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import { STATES } from '../../src/fleet/registry/keys.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import type { StoreRequest } from '../../src/store/contract.ts'
import { withStoreCalls } from './store-calls.ts'

const platform: Platform = {
  ...reference,
  name: 'states-without-lease',
  fleet: { ...FLEET, agent: (parts) => withStoreCalls(fleetAgent(parts), unbound) },
}

export default platform

function unbound(request: StoreRequest): StoreRequest {
  if (request.kind !== 'txn') return request
  const then = request.then.map((operation) => {
    if (operation.kind !== 'put' || !operation.key.startsWith(STATES)) return operation
    const { lease: _, ...rest } = operation
    return rest
  })
  return { ...request, then }
}
