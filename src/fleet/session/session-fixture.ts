// What the tests of sessions and engines share: a cluster of three members, and fleet daemons that talk to it.

import type { FleetFact } from '../../history/event.ts'
import type { Host, Port } from '../../runtime/host.ts'
import { type Outcome, type Program, unknown } from '../../runtime/operation.ts'
import type { Task } from '../../runtime/task.ts'
import {
  type KeyValue,
  prefixEnd,
  put,
  range,
  type RangeAnswer,
  STORE_PORT,
  type StoreEnvelope,
  type StoreRequest,
} from '../../store/contract.ts'
import { trial } from '../../worlds/sim/etcd/fixture.ts'
import type { FleetConfig } from '../config.ts'
import { jobKey, PREFIX } from '../registry/keys.ts'
import { openSession } from './lease-session.ts'
import type { Session, SessionMemory } from './session.ts'

export const TTL_MS = 6000
export const ENGINE_TTL_MS = 3000

export const configOf = (machine: string, more: Partial<FleetConfig> = {}): FleetConfig => ({
  machine,
  host: machine,
  boot: 1,
  metadata: { zone: 'a' },
  publicIp: '10.0.0.1',
  engine: true,
  callTimeoutMs: 1000,
  tuning: {
    ttlSeconds: TTL_MS / 1000,
    engineTtlSeconds: ENGINE_TTL_MS / 1000,
    engineIntervalMs: 500,
    agentIntervalMs: 500,
    stopTimeoutMs: 1000,
    fenceMs: 500,
    drainMs: 1000,
  },
  ...more,
})

export type Told = FleetFact & { readonly at: number }

/** A machine's host, and what its programs have recorded. */
export interface Computer extends Host {
  readonly told: Told[]
  /** Cuts it off from every member; returns what mends it. */
  readonly isolate: () => () => void
  readonly start: (program: Program<void>) => Task<void>
}

export function fleetTrial(seed = 1) {
  const t = trial(3, seed)
  t.boot()
  const desk = t.client('desk')

  const computer = (name: string): Computer => {
    const node = `os:${name}` as const
    const told: Told[] = []
    const host: Host = {
      ...t.client(node, t.members, 1000),
      name,
      record: (event) => void told.push({ ...(event as FleetFact), at: t.timers.now() }), // fleet records nothing else
    }
    const isolate = () => {
      const mends = t.members.flatMap((m) => [t.network.cut(node, `etcd:${m}`), t.network.cut(`etcd:${m}`, node)])
      return () => mends.forEach((mend) => mend())
    }
    return Object.assign(host, {
      told,
      isolate,
      start: (program: Program<void>) => t.kernel.start(name, host, program),
    })
  }

  /** What the store holds, by key, after the prefix of all that is fleet's. */
  const stored = (): ReadonlyMap<string, KeyValue> => {
    const asked = t.ask(desk, range({ key: PREFIX, rangeEnd: prefixEnd(PREFIX) }))
    t.pass(50)
    const { kvs } = answerOf<RangeAnswer>(asked)
    return new Map(kvs.map((kv) => [kv.key.slice(PREFIX.length), kv]))
  }

  const store = (key: string, value: string): void => {
    answerOf({ outcome: write(key, value) })
  }

  const write = (key: string, value: string) => {
    const asked = t.ask(desk, put({ key, value }))
    t.pass(50)
    return asked.outcome
  }

  return { ...t, desk, computer, stored, store }
}

/** Lets the first request that is meant through, and loses its answer. Says how many were meant. */
export function loseAnswer(host: Host, isMeant: (request: StoreRequest) => boolean): { readonly meant: number } {
  const port = host.ports[STORE_PORT]
  const count = { meant: 0 }
  const losing: Port = (envelope, reply) => {
    const isLost = isMeant((envelope as StoreEnvelope).request) && count.meant++ === 0
    port?.(envelope, isLost ? { open: true, answer: () => reply.answer(unknown('lost')) } : reply)
  }
  Object.assign(host.ports, { [STORE_PORT]: losing })
  return count
}

/** The value of a call that went well. */
export function answerOf<T>({ outcome }: { readonly outcome: Outcome<T> | undefined }): T {
  if (outcome?.kind !== 'ok') throw new Error(`the call came to ${JSON.stringify(outcome)}`)
  return outcome.value
}

export const kinds = (told: readonly Told[]): string[] => told.map(({ kind }) => kind)

export const PRESENCE = 'machines/a/object'

/** A machine whose daemons share one boot's memory. */
export function machineIn(t: ReturnType<typeof fleetTrial>, more: Parameters<typeof configOf>[1] = {}, name = 'a') {
  const host = t.computer(more.host ?? name)
  const memory: SessionMemory = { lease: undefined }
  const daemon = () => {
    const session = openSession(configOf(name, more), memory)
    return { session, task: host.start(session.run()) }
  }
  return { host, memory, daemon }
}

export const objectOf = (kv: KeyValue | undefined): unknown => kv && JSON.parse(kv.value)

/** Hangs a claim on the session, as an agent does. */
export function claim(t: ReturnType<typeof fleetTrial>, session: Session): void {
  if (session.lease === undefined) throw new Error('no lease')
  const asked = t.ask(t.desk, put({ key: jobKey('u.service', 'job-state'), value: 'a', lease: session.lease }))
  t.pass(50)
  answerOf(asked)
}
