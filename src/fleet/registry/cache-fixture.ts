// A cache of the registry on a machine of its own, beside a simulated cluster, and what a test does to both.

import type { Host } from '../../runtime/host.ts'
import type { Operation, Outcome } from '../../runtime/operation.ts'
import {
  type Delete,
  put as putKey,
  remove,
  type Put,
  type StoreEnvelope,
  type StoreRequest,
} from '../../store/contract.ts'
import { type Asked, trial } from '../../worlds/sim/etcd/fixture.ts'
import type { Snapshot } from '../snapshot.ts'
import { openRegistryCache } from './registry-cache.ts'
import { SnapshotBuilder } from './snapshot-builder.ts'

export const CALL_MS = 1000

/** A booted cluster of three, and a cache that asks a follower first and is not running yet. */
export function cached(options: { readonly seed?: number; readonly page?: number } = {}) {
  const t = trial(3, options.seed ?? 1)
  const leader = t.boot()
  const [follower, other] = t.members.filter((member) => member !== leader) as [string, string]
  const desk = t.client('desk', [leader, follower, other], CALL_MS)
  const requests: { readonly at: number; readonly request: StoreRequest }[] = []
  const daemon = recording(t.client('os:m9', [follower, other, leader], CALL_MS), ({ request }) => {
    requests.push({ at: t.timers.now(), request })
  })
  const page = options.page === undefined ? {} : { page: options.page }
  const cache = openRegistryCache({ callTimeoutMs: CALL_MS, ...page })

  const write = (operation: Put | Delete): Asked<unknown> =>
    t.ask<unknown>(desk, operation.kind === 'put' ? putKey(operation) : remove(operation))
  const fresh = (): Asked<Snapshot> => t.ask(daemon, cache.fresh() as unknown as Operation<Outcome<Snapshot>>)
  /** Cuts the daemon from some members, all by default; returns what mends it. */
  const cut = (members: readonly string[] = t.members): (() => void) => {
    const mends = members.map((member) => t.isolate(member, ['os:m9']))
    return () => {
      for (const mend of mends) mend()
    }
  }
  /** What the store held at a revision, from what was committed. */
  const heldAt = (revision: number): Snapshot => {
    const builder = new SnapshotBuilder()
    for (const event of t.committed) if (event.revision <= revision) builder.apply([event], event.revision)
    return builder.snapshot()
  }
  const kinds = (): string[] => requests.map(({ request }) => request.kind)
  const start = (): void => {
    t.run(daemon, cache.run())
    t.pass(100)
  }
  return { ...t, leader, follower, other, desk, daemon, requests, kinds, cache, write, fresh, cut, heldAt, start }
}

function recording(host: Host, heard: (envelope: StoreEnvelope) => void): Host {
  const { store } = host.ports
  if (store === undefined) throw new Error('a host without a store')
  return {
    ...host,
    ports: {
      store: (envelope, reply) => {
        heard(envelope as StoreEnvelope)
        store(envelope, reply)
      },
    },
  }
}
