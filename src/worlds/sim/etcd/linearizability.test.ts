// Random schedules of faults under load. Every write has a value of its own, so the committed revisions are a total
// order of all that happened, and whether the clients' view of it is linearizable can be read off.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type RangeAnswer, type WatchEvent, put, range, txn } from '../../../store/contract.ts'
import { type Asked, ELECTION_MS, trial } from './fixture.ts'

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'start' | 'pause' | 'resume'; readonly member: number }
  | { readonly do: 'crash'; readonly member: number; readonly silent: boolean }
  | { readonly do: 'cut'; readonly from: number; readonly to: number; readonly both: boolean }
  | { readonly do: 'mend' }
  | { readonly do: 'put' | 'cas' | 'read' | 'read-serializable'; readonly member: number }

const member = fc.nat({ max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 5, 20, 60, 100, 500, 1500, 2500) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'pause' as const, 'resume' as const), member }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), member, silent: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), from: member, to: member, both: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mend' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('put' as const, 'cas' as const, 'read' as const, 'read-serializable' as const),
      member,
    }),
  },
)

interface Written {
  readonly value: string
  readonly asked: Asked<{ readonly revision: number; readonly succeeded?: boolean }>
}

interface Read {
  readonly serializable: boolean
  readonly asked: Asked<RangeAnswer>
}

function play(size: number, seed: number, steps: readonly Step[]) {
  const t = trial(size, seed, 40) // slow messages, so that they overtake each other
  t.boot()
  const host = t.client('desk', t.members, 800)
  const writes: Written[] = []
  const reads: Read[] = []
  let mends: (() => void)[] = []
  const name = (index: number): string => `m${index % size}`
  const mendAll = (): void => {
    for (const mend of mends) mend()
    mends = []
    t.cluster.topologyChanged()
  }
  for (const action of steps) {
    switch (action.do) {
      case 'wait':
        t.pass(action.ms)
        break
      case 'start':
      case 'pause':
      case 'resume':
        t.cluster[action.do](name(action.member))
        break
      case 'crash':
        t.cluster.crash(name(action.member), { silent: action.silent })
        break
      case 'cut': {
        const [from, to] = [`etcd:${name(action.from)}`, `etcd:${name(action.to)}`] as const
        mends.push(t.network.cut(from, to))
        if (action.both) mends.push(t.network.cut(to, from))
        t.cluster.topologyChanged()
        break
      }
      case 'mend':
        mendAll()
        break
      case 'put': {
        const value = `v${writes.length}`
        writes.push({ value, asked: t.ask(host, put({ key: 'k', value }, { member: name(action.member) })) })
        break
      }
      case 'cas': {
        const value = `v${writes.length}`
        const compares = [
          { key: 'k', target: 'mod-revision', relation: '=', operand: t.committed.at(-1)?.revision ?? 0 },
        ] as const
        const then = [{ kind: 'put', key: 'k', value }] as const
        const asked = t.ask(host, txn({ compares, then, otherwise: [] }, { member: name(action.member) }))
        writes.push({ value, asked })
        break
      }
      case 'read':
      case 'read-serializable': {
        const serializable = action.do === 'read-serializable'
        const asked = t.ask(host, range({ key: 'k', serializable }, { member: name(action.member) }))
        reads.push({ serializable, asked })
        break
      }
    }
  }
  mendAll()
  for (const each of t.members) {
    t.cluster.start(each)
    t.cluster.resume(each)
  }
  t.pass(4 * ELECTION_MS)
  const last = t.members.map((each) => t.ask(host, range({ key: 'k' }, { member: each })))
  t.pass(1000)
  return { ...t, writes, reads, last }
}

const valueAt = (committed: readonly WatchEvent[], revision: number): string | undefined => {
  const event = committed.findLast((each) => each.revision <= revision)
  return event?.kind === 'put' ? event.kv.value : undefined
}

describe.each([1, 2, 3, 5])('a cluster of %i under any schedule', (size) => {
  test('is linearizable, and serves again once healed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }), (seed, steps) => {
        const { writes, reads, last, committed, cluster } = play(size, seed, steps)
        const revisions = committed.map(({ revision }) => revision)
        expect(revisions).toEqual(revisions.map((_, i) => i + 2))
        const values = committed.map((event) => (event.kind === 'put' ? event.kv.value : ''))
        expect(new Set(values).size).toBe(values.length)

        const happened: { readonly asked: Asked<unknown>; readonly revision: number; readonly isWrite: boolean }[] = []
        for (const { value, asked } of writes) {
          if (asked.outcome?.kind === 'ok' && asked.outcome.value.succeeded !== false) {
            const { revision } = asked.outcome.value
            expect(values[revision - 2]).toBe(value)
            happened.push({ asked, revision, isWrite: true })
          } else if (asked.outcome?.kind !== 'unknown') {
            expect(values).not.toContain(value)
          }
        }
        for (const { serializable, asked } of reads) {
          if (asked.outcome?.kind !== 'ok') continue
          const { revision, kvs } = asked.outcome.value
          expect(kvs[0]?.value).toBe(valueAt(committed, revision))
          if (!serializable) happened.push({ asked, revision, isWrite: false })
        }
        for (const earlier of happened) {
          for (const later of happened) {
            if (later.asked.at <= (earlier.asked.answeredAt as number)) continue
            if (later.isWrite) expect(later.revision).toBeGreaterThan(earlier.revision)
            else expect(later.revision).toBeGreaterThanOrEqual(earlier.revision)
          }
        }
        expect(cluster.leader()).toBeDefined()
        for (const { outcome } of last) {
          expect(outcome?.kind === 'ok' && outcome.value.kvs[0]?.value).toBe(values.at(-1))
        }
      }),
      { numRuns: 400, seed: 20240607 },
    )
  })

  test('runs the same way twice', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { maxLength: 60, size: 'max' }), (seed, steps) => {
        const [first, second] = [play(size, seed, steps), play(size, seed, steps)]
        expect(JSON.stringify([first.committed, first.leaders, first.writes, first.reads])).toBe(
          JSON.stringify([second.committed, second.leaders, second.writes, second.reads]),
        )
      }),
      { numRuns: 50, seed: 20240607 },
    )
  })
})
