// A bench for the store's contract on real members: programs run on the live runner, their store port is etcd3.

import { Endpoints } from '../src/store/endpoints.ts'
import type { Host } from '../src/runtime/host.ts'
import { liveRunner } from '../src/runtime/live.ts'
import type { Program } from '../src/runtime/operation.ts'
import { RandomStream } from '../src/runtime/random.ts'
import { STORE_PORT } from '../src/store/contract.ts'
import type { StoreBench } from '../src/worlds/contracts/store.ts'
import { EtcdStore, type EtcdStoreOptions } from '../src/worlds/docker/etcd/etcd-store.ts'

export interface LiveMembers extends Pick<EtcdStoreOptions, 'access' | 'onFailure'> {
  readonly names: readonly string[]
  urlOf(member: string): string
  close(): Promise<void>
}

export interface LiveStoreBench extends StoreBench {
  readonly endpoints: Endpoints
}

/** Closing the bench closes the members as well. */
export function liveStoreBench(members: LiveMembers, defaultWithinMs = 5_000): LiveStoreBench {
  const runner = liveRunner(Date.now())
  const { kernel } = runner
  const endpoints = new Endpoints(members.names)
  const store = new EtcdStore({
    ...members, // its access
    kernel,
    endpoints,
    urlOf: (member) => members.urlOf(member),
    defaultWithinMs,
  })
  const host: Host = {
    name: 'desk',
    random: new RandomStream(1, 'desk'),
    ports: { [STORE_PORT]: store.port },
    record: () => {},
    crashed: () => {}, // `run` rejects with it
    frozen: false,
  }
  let prefixes = 0
  return {
    members: members.names,
    endpoints,
    prefix: () => `t${++prefixes}/`,
    run: <T>(program: Program<T>) =>
      new Promise<T>((resolve, reject) => {
        kernel.start('test', host, program, (ending) => {
          if (ending.kind === 'returned') resolve(ending.value)
          else reject(ending.kind === 'threw' ? ending.error : new Error('the program was dropped'))
        })
      }),
    close: async () => {
      store[Symbol.dispose]()
      runner[Symbol.dispose]()
      await members.close()
    },
  }
}
