// What the tests of this room share: a cluster on a virtual runner, and clients whose calls are written down.

import type { Host } from '../../../runtime/host.ts'
import type { Operation, Outcome, Program } from '../../../runtime/operation.ts'
import { RandomStream } from '../../../runtime/random.ts'
import { virtualRunner } from '../../../runtime/virtual.ts'
import { type CallOptions, put, range, type WatchEvent } from '../../../store/contract.ts'
import { Endpoints } from '../../../store/endpoints.ts'
import { Network, type Node } from '../network.ts'
import { SimCluster } from './cluster.ts'

/** One call of a client, and when it was made and answered. */
export interface Asked<T> {
  readonly at: number
  answeredAt: number | undefined
  outcome: Outcome<T> | undefined
}

export const ELECTION_MS = 1000

/** Writes and reads the one key that most tests need. */
export const set = (value: string, options: CallOptions = {}) => put({ key: 'k', value }, options)
export const get = (options: CallOptions = {}, serializable = false) => range({ key: 'k', serializable }, options)

/** How it comes back. */
export const OK = { kind: 'ok' }
export const LATE = { kind: 'unknown', reason: 'no answer in time' }

/** A cluster that is not started yet, and what a test does with it. */
export function trial(size: number, seed = 1, mostMs = 5) {
  const { kernel, timers } = virtualRunner()
  const members = Array.from({ length: size }, (_, i) => `m${i}`)
  const network = new Network(timers, new RandomStream(seed, 'network'), { leastMs: 1, mostMs })
  const committed: WatchEvent[] = []
  const leaders: (string | undefined)[] = []
  const quorum: boolean[] = []
  let scheduled = 0
  const callAt = timers.callAt.bind(timers)
  timers.callAt = (at, callback) => {
    scheduled++
    callAt(at, callback)
  }
  const cluster = new SimCluster({
    kernel,
    timers,
    network,
    random: new RandomStream(seed, 'elections'),
    members,
    tuning: { heartbeatMs: 100, electionMs: ELECTION_MS },
    observer: {
      committed: (_, events) => void committed.push(...events),
      leaderChanged: (leader) => void leaders.push(leader),
      memberChanged: () => undefined,
      quorumChanged: (has) => void quorum.push(has),
    },
  })

  const client = (node: Node, endpoints: readonly string[] = members, withinMs = 3000): Host => ({
    name: node,
    random: new RandomStream(seed, node),
    ports: { store: cluster.client(node, new Endpoints(endpoints), withinMs) },
    record: () => undefined,
    crashed: (_, error) => {
      throw error
    },
    frozen: false,
  })

  const run = <T>(host: Host, program: Program<T>): void => void kernel.start('client', host, program)

  /** Makes a call now; its outcome is filled in as time goes by. */
  const ask = <T>(host: Host, operation: Operation<Outcome<T>>): Asked<T> => {
    const asked: Asked<T> = { at: timers.now(), answeredAt: undefined, outcome: undefined }
    run(
      host,
      (function* (): Program<void> {
        asked.outcome = yield* operation
        asked.answeredAt = timers.now()
      })(),
    )
    return asked
  }

  const pass = (ms: number): void => timers.advance(timers.now() + ms)

  /** Cuts a member from others, both ways, without or with its clients; returns what mends it. */
  const isolate = (
    member: string,
    nodes: readonly Node[] = members.map((name): Node => `etcd:${name}`),
  ): (() => void) => {
    const here: Node = `etcd:${member}`
    const mends = nodes.filter((n) => n !== here).flatMap((n) => [network.cut(here, n), network.cut(n, here)])
    cluster.topologyChanged()
    return () => {
      for (const mend of mends) mend()
      cluster.topologyChanged()
    }
  }

  /** Starts everybody and waits for a leader. */
  const boot = (): string => {
    for (const member of members) cluster.start(member)
    pass(2 * ELECTION_MS + 100)
    const leader = cluster.leader()
    if (leader === undefined) throw new Error('no leader was elected')
    return leader
  }

  return {
    kernel,
    timers,
    network,
    cluster,
    members,
    committed,
    leaders,
    quorum,
    client,
    run,
    ask,
    pass,
    isolate,
    boot,
    scheduled: () => scheduled,
  }
}
