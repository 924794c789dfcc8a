// What FleetLock's tests are written on: a store that holds semaphores, and a server in front of it.

import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import { decode, type Semaphore, semaphoreKey } from '../semaphore.ts'
import { type FleetLockOperation, type FleetLockReply, requestOf } from './protocol.ts'
import { answer, type FleetLockConfig } from './server.ts'

export class LockStore extends StoreDouble {
  put(group: string, document: string): void {
    this.mvcc.apply({ kind: 'put', key: semaphoreKey(group), value: document })
  }

  /** The group's document; undefined: there is none. */
  semaphore(group: string): Semaphore | undefined {
    const kv = this.mvcc.get(semaphoreKey(group))
    return kv && decode(kv.value)
  }
}

export class ServerBench extends StoreBench<LockStore> {
  constructor() {
    super(new LockStore())
  }

  /** What the server replies to a well-formed request. */
  ask(operation: FleetLockOperation, id: string, group: string, config: FleetLockConfig): FleetLockReply {
    const { path, headers, body } = requestOf(operation, id, group)
    return this.run(answer({ method: 'POST', path, header: headers['fleet-lock-protocol'], body }, config))
  }
}
