// What the tests of the API share: a simulated store, machines that serve the API over it, and what they hold.

import { expect } from '@jest/globals'
import type { Host, Port, Reply } from '../../runtime/host.ts'
import type { Call, Outcome, Program } from '../../runtime/operation.ts'
import { put, range, type StoreEnvelope, type StoreRequest } from '../../store/contract.ts'
import { trial } from '../../worlds/sim/etcd/fixture.ts'
import { FLEET_VERSION } from '../config.ts'
import type { RegistryCache } from '../registry/cache.ts'
import { encodeMachine, encodeUnitState } from '../registry/codecs.ts'
import { presenceKey, stateKey } from '../registry/keys.ts'
import { openRegistryCache } from '../registry/registry-cache.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import { answerApi } from './api.ts'
import type { ApiReply, ApiRequest } from './message.ts'

/** One machine's side: its cache, and whether it is in touch with the registry. */
interface Server {
  readonly host: Host
  readonly cache: RegistryCache
  available: boolean
}

export const APP = 'app.service'

export const option = (section: string, name: string, value: string): UnitOption => ({ section, name, value })
export const OPTIONS = [option('Service', 'ExecStart', '/bin/sleep 100')]
export const OTHERS = [option('Service', 'ExecStart', '/bin/sleep 200')]

/** The reply that says an error. */
export const problem = (code: number, message: string): ApiReply => ({
  status: code,
  body: { error: { code, message } },
})

const PATIENCE_MS = 20_000

export class ApiBench {
  /** Called before the store is asked; what it returns is the answer, and nothing is done. */
  before: (request: StoreRequest) => Outcome<never> | undefined = () => undefined
  /** Called when the store has answered; what it returns is told in place of the answer. */
  after: (request: StoreRequest) => Outcome<never> | undefined = () => undefined
  /** Called before the store is asked; what it returns is done first. */
  overtake: (request: StoreRequest) => StoreRequest | undefined = () => undefined
  readonly first: Server
  readonly second: Server
  readonly #cluster

  constructor(members = 1) {
    this.#cluster = trial(members)
    this.#cluster.boot()
    this.first = this.#server('m0')
    this.second = this.#server('m1')
    this.#cluster.pass(1000)
  }

  /** How many events the store has seen. */
  get writes(): number {
    return this.#cluster.committed.length
  }

  /** Runs a program to its end. */
  run<T>(program: Program<T>, { host }: Server = this.first): T {
    const ended: T[] = []
    this.#cluster.run(
      host,
      (function* (): Program<void> {
        ended.push(yield* program)
      })(),
    )
    for (let ms = 0; ended.length === 0; ms += 5) {
      if (ms > PATIENCE_MS) throw new Error('the program did not end')
      this.#cluster.pass(5)
    }
    return ended[0] as T
  }

  /** Sends a request to a machine. */
  send(request: Partial<ApiRequest>, server: Server = this.first): ApiReply {
    const whole: ApiRequest = { method: 'GET', target: '/', contentTypes: [], body: '', ...request }
    const parts = { cache: server.cache, available: () => server.available }
    return this.run(answerApi(whole, parts), server)
  }

  get(target: string, server: Server = this.first): ApiReply {
    return this.send({ target: `/fleet/v1${target}` }, server)
  }

  put(name: string, body: unknown, server: Server = this.first): ApiReply {
    return this.send({ method: 'PUT', target: `/fleet/v1/units/${encodeURIComponent(name)}`, ...json(body) }, server)
  }

  patch(body: unknown): ApiReply {
    return this.send({ method: 'PATCH', target: '/fleet/v1/machines', ...json(body) })
  }

  delete(name: string): ApiReply {
    return this.send({ method: 'DELETE', target: `/fleet/v1/units/${encodeURIComponent(name)}` })
  }

  /** The request is refused, and nothing is stored. */
  refuses(row: () => ApiReply, code: number, message: string): void {
    const { writes } = this
    expect(row()).toEqual(problem(code, message))
    expect(this.writes).toBe(writes)
  }

  /** Stores a record, whatever it is. */
  store(key: string, value: string): void {
    const stored = this.run(asked(put({ key, value })))
    if (stored.kind !== 'ok') throw new Error(stored.reason)
  }

  /** What lies at a key; undefined: nothing. */
  stored(key: string): string | undefined {
    const read = this.run(asked(range({ key })))
    if (read.kind !== 'ok') throw new Error(read.reason)
    return read.value.kvs[0]?.value
  }

  join(id: string, metadata: Readonly<Record<string, string>> = {}, publicIp = ''): void {
    const machine = { id, host: id, boot: 1, session: '1', publicIp, version: FLEET_VERSION }
    this.store(presenceKey(id), encodeMachine({ ...machine, metadata: new Map(Object.entries(metadata)) }))
  }

  /** A machine says that a unit's file lies there, and does not run. */
  report(unit: string, machine: string): void {
    const state = {
      unit,
      machine,
      load: 'loaded',
      active: 'inactive',
      sub: 'dead',
      hash: 'f'.repeat(40),
      launched: false,
    }
    this.store(stateKey(unit, machine), encodeUnitState(state))
  }

  #server(machine: string): Server {
    const client = this.#cluster.client(`os:${machine}`, this.#cluster.members)
    const { store } = client.ports
    if (store === undefined) throw new Error('the client has no store')
    const port: Port = (envelope, reply) => {
      const { request } = envelope as StoreEnvelope
      const refused = this.before(request)
      const other = this.overtake(request)
      const serve = () =>
        store(
          envelope,
          altered(reply, (outcome) => this.after(request) ?? outcome),
        )
      if (refused) reply.answer(refused)
      else if (other) store({ request: other, options: {} }, { answer: serve, open: true })
      else serve()
    }
    const host = { ...client, ports: { store: port } }
    const cache = openRegistryCache({ callTimeoutMs: 2000 })
    this.#cluster.run(host, cache.run())
    return { host, cache, available: true }
  }
}

const altered = (reply: Reply, alter: (outcome: unknown) => unknown): Reply => ({
  answer: (outcome) => reply.answer(alter(outcome)),
  get open() {
    return reply.open
  },
})

const json = (body: unknown) => ({ contentTypes: ['application/json'], body: JSON.stringify(body) })

function* asked<T>(call: Call<T>): Program<T> {
  return yield* call
}
