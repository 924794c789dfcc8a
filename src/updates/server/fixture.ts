// What the update server's tests are written on: one store in memory that can be told to misbehave, and hosts on
// virtual time, each with its own server.

import type { Host } from '../../runtime/host.ts'
import type { Ending, Outcome, Program, Recordable } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { Json } from '../../runtime/wire.ts'
import { type VirtualRunner, virtualRunner } from '../../runtime/virtual.ts'
import { prefixEnd, STORE_PORT, type StoreEnvelope, type StoreRequest } from '../../store/contract.ts'
import { Mvcc } from '../../store/mvcc.ts'
import { MONDAY, release } from '../rollout/decision-fixture.ts'
import type { Instance } from '../rollout/instance.ts'
import type { Policy } from '../rollout/policy.ts'
import type { AdminAnswer } from './admin.ts'
import { handleAdmin } from './admin-request.ts'
import type { CheckInRequest } from './evaluation.ts'
import { decodeInstance } from './instance-codec.ts'
import { instancesPrefix } from './keys.ts'
import type { Reply } from './reply.ts'
import { UpdateServer } from './server.ts'

const AN_HOUR_MS = 3_600_000

export class UpdateBench {
  readonly mvcc = new Mvcc()
  readonly requests: StoreRequest[] = []
  readonly records: Recordable[] = []
  readonly runner: VirtualRunner = virtualRunner()
  readonly host: Host
  server = new UpdateServer(MONDAY)
  /** Called before a request is served; what it returns is the answer, and nothing is done. */
  before: (request: StoreRequest) => Outcome<never> | undefined = () => undefined
  /** Called when a request has been served; what it returns is told in place of the answer. */
  after: (request: StoreRequest) => Outcome<never> | undefined = () => undefined
  /** How long a request takes to the store, and its answer back, in ms. */
  latencyMs: () => number = () => 0

  constructor() {
    const { timers } = this.runner
    const later = (what: () => void): void => {
      const ms = this.latencyMs()
      if (ms === 0) what()
      else timers.callAt(timers.now() + ms, what)
    }
    this.host = {
      name: 'server',
      random: new RandomStream(1, 'server'),
      ports: {
        [STORE_PORT]: (envelope, reply) => {
          const { request } = envelope as StoreEnvelope
          later(() => {
            const outcome = this.before(request) ?? this.#served(request)
            later(() => reply.answer(outcome))
          })
        },
      },
      record: (event) => void this.records.push(event),
      crashed: () => {},
      frozen: false,
    }
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

  admin(path: string, body: Json): AdminAnswer {
    return this.run(handleAdmin(path, body))
  }

  /** Publishes 2.0.0 to alpha, under a policy that lets `max` machines at it at once. */
  offer(max: number, fields: Partial<Policy> = {}): void {
    this.admin('publish', { channel: 'alpha', ...release('2.0.0') } as Json)
    this.admin('policy', { track: 'alpha', policy: { maxUpdatesPerPeriod: max, periodMs: 1, ...fields } })
  }

  /** A machine asks, and the reply is given in a word. */
  ask(machine: string, version = '1.0.0', more: Partial<CheckInRequest> = {}): string {
    return inWord(this.run(this.server.checkIn(asking(machine, version, more))))
  }

  /** A machine reports that it went through its update and runs it. */
  complete(machine: string): string {
    const events = [13, 14, 3].map((type) => ({ type, result: 1 }))
    return this.ask(machine, '2.0.0', { events: [...events, { type: 3, result: 2, previousVersion: '1.0.0' }] })
  }

  instances(): readonly Instance[] {
    const key = instancesPrefix('alpha')
    const read = this.mvcc.range({ kind: 'range', key, rangeEnd: prefixEnd(key) })
    if (read.kind !== 'ok') throw new Error(read.reason)
    return read.value.kvs.map((kv) => decodeInstance(kv.key, kv.value))
  }

  recorded(kind: string): number {
    return this.records.filter((each) => each.kind === kind).length
  }

  #served(request: StoreRequest): unknown {
    this.requests.push(request)
    if (request.kind !== 'range' && request.kind !== 'txn') throw new Error(`no ${request.kind} here`)
    const outcome = request.kind === 'range' ? this.mvcc.range(request) : this.mvcc.apply(request)
    return this.after(request) ?? outcome
  }
}

export const asking = (machine: string, version = '1.0.0', more: Partial<CheckInRequest> = {}): CheckInRequest => ({
  machine,
  track: 'alpha',
  version,
  events: [],
  wantsUpdate: true,
  ...more,
})

export function inWord(reply: Reply): string {
  switch (reply.kind) {
    case 'update':
      return `${reply.package.version} of ${reply.channel}`
    case 'denied':
      return reply.reason
    case 'no-update':
    case 'unavailable':
      return reply.why
  }
}
