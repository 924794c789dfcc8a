// Wrong on purpose: there is one slot for what machines say of a unit, whichever says it. The last word of one that had the
// unit is in the place of what the one that has it says, and who takes back its own takes back that.

import { fleetAgent } from '../../src/fleet/agent/agent.ts'
import { FLEET } from '../../src/fleet/fleetd.ts'
import { STATES } from '../../src/fleet/registry/keys.ts'
import type { Platform } from '../../src/machine/platform.ts'
import { reference } from '../../src/machine/reference.ts'
import { type Delete, prefixEnd, type StoreRequest } from '../../src/store/contract.ts'
import { withStoreCalls } from './store-calls.ts'

const platform: Platform = {
  ...reference,
  name: 'states-in-one-slot',
  fleet: { ...FLEET, agent: (parts) => withStoreCalls(fleetAgent(parts), inOneSlot) },
}

export default platform

function inOneSlot(request: StoreRequest): StoreRequest {
  if (request.kind !== 'txn') return request
  const then = request.then.flatMap((operation) => {
    if (operation.kind === 'range' || !operation.key.startsWith(STATES)) return [operation]
    return operation.kind === 'put' ? [operation, ...othersThan(operation.key)] : [all(operation.key)]
  })
  return { ...request, then }
}

/** What is said of the unit by machines other than this key's. */
const othersThan = (key: string): readonly Delete[] => [
  { kind: 'delete', key: ofUnit(key), rangeEnd: key },
  { kind: 'delete', key: `${key}\0`, rangeEnd: prefixEnd(ofUnit(key)) },
]

const all = (key: string): Delete => ({ kind: 'delete', key: ofUnit(key), rangeEnd: prefixEnd(ofUnit(key)) })

const ofUnit = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1)
