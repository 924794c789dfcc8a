// Real etcd is held to the store's contract, and the simulated cluster is held against real etcd.

import { simStoreBench } from '../properties/sim-store-bench.ts'
import { storeAgreement, storeContract } from '../src/worlds/contracts/store.ts'
import { EtcdMembers } from './etcd-members.ts'
import { type LiveStoreBench, liveStoreBench } from './live-store-bench.ts'

const openEtcd = async (): Promise<LiveStoreBench> => liveStoreBench(await EtcdMembers.start())

storeContract('three etcd members in containers', openEtcd)
storeAgreement('the simulated cluster and real etcd', () => simStoreBench(), openEtcd, { sequences: 200 })
