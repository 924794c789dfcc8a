import { diskContract } from '../src/worlds/contracts/disk.ts'
import { openDiskBench } from './disk-bench.ts'

diskContract('machines in containers', openDiskBench)
