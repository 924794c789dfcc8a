// The store's contract, held against the simulated cluster. chaos/store.chaos.test.ts holds real etcd to the same, and
// compares the two.

import { storeAgreement, storeContract } from '../src/worlds/contracts/store.ts'
import { simStoreBench } from './sim-store-bench.ts'

storeContract('the simulated cluster', () => simStoreBench())
// What a store answers to one client does not depend on latencies and elections.
storeAgreement(
  'simulations of different seeds',
  () => simStoreBench(1),
  () => simStoreBench(2),
  { sequences: 200 },
)
