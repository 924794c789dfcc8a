// What the store's port promises, once, for every world: the simulated cluster and real etcd run this very body. Start
// here; the promises are in `store/`, by subject. `storeAgreement` holds two stores against each other.

import { describe } from '@jest/globals'
import { opened } from './opened.ts'
import type { StoreBench } from './store/bench.ts'
import { historyPromises } from './store/history.ts'
import { leasePromises } from './store/leases.ts'
import { rangePromises } from './store/ranges.ts'
import { txnPromises } from './store/txns.ts'
import { watchPromises } from './store/watches.ts'

export { storeAgreement } from './store/agreement.ts'
export type { StoreBench } from './store/bench.ts'

const OPEN_WITHIN_MS = 120_000

/**
 * Declares the jest tests of one store.
 * @param open starts a store that has a leader; called once, closed after the last test
 */
export function storeContract(name: string, open: () => Promise<StoreBench>): void {
  describe(`the store's contract: ${name}`, () => {
    const bench = opened(open, OPEN_WITHIN_MS)
    rangePromises(bench)
    txnPromises(bench)
    historyPromises(bench)
    watchPromises(bench)
    leasePromises(bench)
  })
}
