// A bench for the store's contract on the simulated cluster: three members on a local network, virtual time.

import type { Host } from '../src/runtime/host.ts'
import type { Ending, Program } from '../src/runtime/operation.ts'
import { RandomStream } from '../src/runtime/random.ts'
import { virtualRunner } from '../src/runtime/virtual.ts'
import { STORE_PORT } from '../src/store/contract.ts'
import { Endpoints } from '../src/store/endpoints.ts'
import type { StoreBench } from '../src/worlds/contracts/store.ts'
import { SimCluster } from '../src/worlds/sim/etcd/cluster.ts'
import { Network } from '../src/worlds/sim/network.ts'

const MEMBERS: readonly string[] = ['m1', 'm2', 'm3']
const AN_HOUR_MS = 3_600_000

/** @param electionMs the least lease follows from it, so two stores that shall agree have the same */
export async function simStoreBench(seed = 1, electionMs = 1_000): Promise<StoreBench> {
  const { kernel, timers } = virtualRunner()
  const network = new Network(timers, new RandomStream(seed, 'network'), { leastMs: 1, mostMs: 5 })
  const cluster = new SimCluster({
    kernel,
    timers,
    network,
    random: new RandomStream(seed, 'elections'),
    members: MEMBERS,
    tuning: { heartbeatMs: electionMs / 10, electionMs },
    observer: { committed: () => {}, leaderChanged: () => {}, memberChanged: () => {}, quorumChanged: () => {} },
  })
  for (const member of MEMBERS) cluster.start(member)
  timers.advance(AN_HOUR_MS, () => cluster.leader() !== undefined)
  const host: Host = {
    name: 'desk',
    random: new RandomStream(seed, 'desk'),
    ports: { [STORE_PORT]: cluster.client('desk', new Endpoints(MEMBERS), 5_000) },
    record: () => {},
    crashed: () => {}, // `run` rejects with it
    frozen: false,
  }
  let prefixes = 0
  return {
    members: MEMBERS,
    prefix: () => `t${++prefixes}/`,
    run: async <T>(program: Program<T>) => {
      let ended: Ending<T> | undefined
      kernel.start('test', host, program, (ending) => {
        ended = ending
      })
      timers.advance(timers.now() + AN_HOUR_MS, () => ended !== undefined)
      return valueOf(ended)
    },
    close: async () => {},
  }
}

function valueOf<T>(ending: Ending<T> | undefined): T {
  if (ending?.kind === 'returned') return ending.value
  if (ending?.kind === 'threw') throw ending.error
  throw new Error(ending ? 'the program was dropped' : 'the program did not end within an hour of virtual time')
}
