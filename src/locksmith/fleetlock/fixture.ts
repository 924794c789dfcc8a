// What FleetLock's tests are written on: one store in memory that can be told to misbehave, and a host on virtual time.

import type { Host, Port } from '../../runtime/host.ts'
import type { Ending, Outcome, Program, Recordable } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { type VirtualRunner, virtualRunner } from '../../runtime/virtual.ts'
import { STORE_PORT, type StoreEnvelope, type StoreRequest } from '../../store/contract.ts'
import { Mvcc } from '../../store/mvcc.ts'
import { decode, type Semaphore, semaphoreKey } from '../semaphore.ts'
import { type FleetLockOperation, type FleetLockReply, requestOf } from './protocol.ts'
import { answer, type FleetLockConfig } from './server.ts'

const AN_HOUR_MS = 3_600_000

export class StoreDouble {
  readonly mvcc = new Mvcc()
  asked = 0
  /** Called before a request is served; what it returns is the answer, and nothing is done. */
  before: (request: StoreRequest) => Outcome<never> | undefined = () => undefined
  /** Called when a request has been served; what it returns is told in place of the answer. */
  after: (request: StoreRequest) => Outcome<never> | undefined = () => undefined

  /** Called with what brings the answer back. */
  deliver: (answering: () => void) => void = (answering) => answering()

  readonly port: Port = (envelope, reply) => {
    const { request } = envelope as StoreEnvelope
    this.asked++
    const outcome = this.before(request) ?? this.#served(request)
    this.deliver(() => reply.answer(outcome))
  }

  put(group: string, document: string): void {
    this.mvcc.apply({ kind: 'put', key: semaphoreKey(group), value: document })
  }

  /** The group's document; undefined: there is none. */
  semaphore(group: string): Semaphore | undefined {
    const kv = this.mvcc.get(semaphoreKey(group))
    return kv && decode(kv.value)
  }

  #served(request: StoreRequest): unknown {
    if (request.kind !== 'range' && request.kind !== 'txn') throw new Error(`no ${request.kind} here`)
    const outcome = request.kind === 'range' ? this.mvcc.range(request) : this.mvcc.apply(request)
    return this.after(request) ?? outcome
  }
}

/** A server's host on virtual time. */
export class ServerBench {
  readonly store = new StoreDouble()
  readonly records: Recordable[] = []
  readonly runner: VirtualRunner = virtualRunner()
  readonly host: Host = {
    name: 'server',
    random: new RandomStream(1, 'server'),
    ports: { [STORE_PORT]: this.store.port },
    record: (event) => void this.records.push(event),
    crashed: () => {},
    frozen: false,
  }

  run<T>(program: Program<T>): T {
    const { kernel, timers } = this.runner
    const endings: Ending<T>[] = []
    kernel.start('test', this.host, program, (ending) => void endings.push(ending))
    timers.advance(timers.now() + AN_HOUR_MS, () => endings.length > 0)
    const [ending] = endings
    if (ending?.kind === 'returned') return ending.value
    throw ending?.kind === 'threw' ? ending.error : new Error('the program did not end')
  }

  /** What the server replies to a well-formed request. */
  ask(operation: FleetLockOperation, id: string, group: string, config: FleetLockConfig): FleetLockReply {
    const { path, headers, body } = requestOf(operation, id, group)
    return this.run(answer({ method: 'POST', path, header: headers['fleet-lock-protocol'], body }, config))
  }
}
