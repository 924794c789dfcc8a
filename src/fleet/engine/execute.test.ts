import { describe, expect, test } from '@jest/globals'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import type { Command } from '../placement/decision.ts'
import { jobKey, LEADER_KEY } from '../registry/keys.ts'
import type { Snapshot } from '../snapshot.ts'
import { execute } from './execute.ts'
import { ENGINE_RULES } from './rules.ts'
import type { Term } from './term.ts'

/** A store with a leader, and with units that are where `targets` says; '': nowhere. */
function bench(targets: Readonly<Record<string, string>>) {
  const store = new StoreDouble()
  const put = (key: string, value: string): number => {
    const done = store.mvcc.apply({ kind: 'txn', compares: [], then: [{ kind: 'put', key, value }], otherwise: [] })
    if (done.kind !== 'ok') throw new Error(done.reason)
    return done.value.revision
  }
  const createRevision = put(LEADER_KEY, 'a')
  const names = Object.keys(targets).toSorted()
  const jobs = names.map((name) => {
    const revision = put(jobKey(name, 'object'), '')
    const target = targets[name] === '' ? undefined : targets[name]
    if (target !== undefined) put(jobKey(name, 'target'), target)
    return [name, { name, unit: undefined, targetState: 'launched', target, revision }] as const
  })
  const snapshot: Snapshot = {
    ...{ revision: store.mvcc.revision, jobs: new Map(jobs), machines: new Map(), claims: new Map() },
    ...{ leader: { machine: 'a', createRevision }, engineVersion: 1, unreadable: [] },
  }
  const lease = { id: '1', ttlMs: 10_000, validUntil: 10_000 }
  const term: Term = { createRevision, lease, validUntil: 10_000, worksFrom: 0 }
  const host = new StoreBench(store)
  return {
    store,
    term,
    put,
    records: host.records,
    run: (commands: readonly Command[]) => host.run(execute(commands, snapshot, term, ENGINE_RULES)),
    targets: () =>
      Object.fromEntries(
        names.map((name) => {
          const read = store.mvcc.range({ kind: 'range', key: jobKey(name, 'target') })
          return [name, read.kind === 'ok' ? read.value.kvs[0]?.value : undefined]
        }),
      ),
    sizes: () => store.requests.map((request) => (request.kind === 'txn' ? request.compares.length : 0)),
  }
}

const command = (kind: Command['kind'], unit: string, machine: string): Command => ({ kind, unit, machine, why: 'so' })

describe('carrying out a decision', () => {
  test('is one transaction where that goes', () => {
    const b = bench({ u: 'a', v: '' })
    expect(b.run([command('unschedule', 'u', 'a'), command('schedule', 'v', 'a')])).toEqual({
      whole: true,
      revision: 6,
    })
    expect(b.targets()).toEqual({ u: undefined, v: 'a' })
    expect(b.records).toEqual([
      { kind: 'unit.displaced', unit: 'u', machine: 'a', why: 'so', revision: 6 },
      { kind: 'unit.placed', unit: 'v', machine: 'a', why: 'so', revision: 6 },
    ])
  })

  test('takes a unit away and gives it again in two', () => {
    const b = bench({ u: 'a' })
    expect(b.run([command('unschedule', 'u', 'a'), command('schedule', 'u', 'b')])).toMatchObject({ whole: true })
    expect(b.targets()).toEqual({ u: 'b' })
    expect(b.sizes()).toEqual([3, 3])
  })

  test('never asks for more than etcd takes', () => {
    const names = Array.from({ length: 100 }, (_, i) => `u${String(i).padStart(3, '0')}`)
    const b = bench(Object.fromEntries(names.map((name) => [name, ''])))
    expect(b.run(names.map((name) => command('schedule', name, 'a')))).toMatchObject({ whole: true })
    expect(b.sizes()).toEqual([126, 126, 48])
  })

  test('drops what is refused, and what follows it on that machine', () => {
    const b = bench({ u: 'a', v: '', w: '', x: '' })
    b.put(jobKey('u', 'target'), 'elsewhere')
    const { store } = b
    const commands = [
      command('schedule', 'x', 'a'),
      command('unschedule', 'u', 'a'),
      command('schedule', 'v', 'a'),
      command('schedule', 'w', 'b'),
    ]
    expect(b.run(commands)).toEqual({ whole: false, revision: store.mvcc.revision })
    expect(b.targets()).toEqual({ u: 'elsewhere', v: undefined, w: 'b', x: 'a' })
    expect(b.sizes()).toEqual([12, 3, 3, 3])
  })

  test('ends with an answer that was lost', () => {
    const b = bench({ u: 'a' })
    b.store.after = () => ({ kind: 'unknown', reason: 'lost' })
    expect(b.run([command('unschedule', 'u', 'a'), command('schedule', 'u', 'b')])).toEqual({
      whole: false,
      revision: 0,
    })
    expect(b.sizes()).toEqual([3])
    expect(b.records).toEqual([])
  })

  test('asks for nothing when the term may be over', () => {
    const b = bench({ u: '' })
    b.term.validUntil = 0
    expect(b.run([command('schedule', 'u', 'a')])).toEqual({ whole: false, revision: 0 })
    expect(b.sizes()).toEqual([])
  })
})
