import { lockContract } from '../src/worlds/contracts/lock.ts'
import { EtcdMembers } from './etcd-members.ts'
import { liveStoreBench } from './live-store-bench.ts'

lockContract('three etcd members in containers', async () => liveStoreBench(await EtcdMembers.start()))
