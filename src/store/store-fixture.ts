// What tests of servers are written on: one store in memory that can be told to misbehave, and a host on virtual time.

import type { Host, Port } from '../runtime/host.ts'
import type { Ending, Outcome, Program, Recordable } from '../runtime/operation.ts'
import { RandomStream } from '../runtime/random.ts'
import { type VirtualRunner, virtualRunner } from '../runtime/virtual.ts'
import { STORE_PORT, type StoreEnvelope, type StoreRequest } from './contract.ts'
import { Mvcc } from './mvcc.ts'

const AN_HOUR_MS = 3_600_000

type Misbehaviour = (request: StoreRequest) => Outcome<never> | undefined

export class StoreDouble {
  readonly mvcc = new Mvcc()
  /** What was asked of it. */
  readonly requests: StoreRequest[] = []
  /** Called before a request is served; what it returns is the answer, and nothing is done. */
  before: Misbehaviour = () => undefined
  /** Called when a request has been served; what it returns is told in place of the answer. */
  after: Misbehaviour = () => undefined
  /** Called with what serves a request. */
  send: (serving: () => void) => void = (serving) => serving()
  /** Called with what brings the answer back. */
  deliver: (answering: () => void) => void = (answering) => answering()

  readonly port: Port = (envelope, reply) => {
    const { request } = envelope as StoreEnvelope
    this.send(() => {
      this.requests.push(request)
      const outcome = this.before(request) ?? this.#served(request)
      this.deliver(() => reply.answer(outcome))
    })
  }

  #served(request: StoreRequest): unknown {
    if (request.kind !== 'range' && request.kind !== 'txn') throw new Error(`no ${request.kind} here`)
    const outcome = request.kind === 'range' ? this.mvcc.range(request) : this.mvcc.apply(request)
    return this.after(request) ?? outcome
  }
}

/** A server's host. */
export class StoreBench<Store extends StoreDouble = StoreDouble> {
  readonly store: Store
  readonly records: Recordable[] = []
  readonly runner: VirtualRunner = virtualRunner()
  readonly host: Host

  constructor(store: Store) {
    this.store = store
    this.host = {
      name: 'server',
      random: new RandomStream(1, 'server'),
      ports: { [STORE_PORT]: store.port },
      record: (event) => void this.records.push(event),
      crashed: () => {},
      frozen: false,
    }
  }

  /** Runs a program to its end, in an hour at most. */
  run<T>(program: Program<T>): T {
    const { kernel, timers } = this.runner
    const endings: Ending<T>[] = []
    kernel.start('test', this.host, program, (ending) => void endings.push(ending))
    timers.advance(timers.now() + AN_HOUR_MS, () => endings.length > 0)
    const [ending] = endings
    if (ending?.kind === 'returned') return ending.value
    throw ending?.kind === 'threw' ? ending.error : new Error('the program did not end')
  }
}
