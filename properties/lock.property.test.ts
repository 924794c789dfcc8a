import { lockContract } from '../src/worlds/contracts/lock.ts'
import { simStoreBench } from './sim-store-bench.ts'

lockContract('the simulated cluster', () => simStoreBench())
