// Transactions: what each compare means, that all operations share one revision, and the compare-and-set race.

import { expect } from '@jest/globals'
import { join, type Program, spawn } from '../../../runtime/operation.ts'
import {
  type Compare,
  FAILURES,
  leaseGrant,
  leaseRevoke,
  prefixEnd,
  type Put,
  range,
  txn,
  type Txn,
} from '../../../store/contract.ts'
import { good, promise, read, refused, type StoreBench, write } from './bench.ts'

const putting = (key: string, value: string): Put => ({ kind: 'put', key, value })

/** Sets a key if nobody has changed it since `revision` (0: if nobody has made it). */
const compareAndSet = (key: string, revision: number, value: string): Omit<Txn, 'kind'> => ({
  compares: [{ key, target: 'mod-revision', relation: '=', operand: revision }],
  then: [putting(key, value)],
  otherwise: [{ kind: 'range', key }],
})

function* holds(...compares: readonly Compare[]): Program<boolean> {
  return (yield* good(txn({ compares, then: [], otherwise: [] }))).succeeded
}

/** How a compare of each relation turns out, in the order =, !=, >, <. */
function* relations(compare: (relation: Compare['relation']) => Compare): Program<string> {
  let all = ''
  for (const relation of ['=', '!=', '>', '<'] as const) all += (yield* holds(compare(relation))) ? relation : ' '
  return all
}

export function txnPromises(bench: () => StoreBench): void {
  for (const target of ['create-revision', 'mod-revision', 'version'] as const) {
    promise(`${target} compares as a number, and as 0 where there is no key`, bench, function* (at) {
      yield* write(`${at}a`, 'one')
      yield* write(`${at}a`, 'two')
      const [kv] = (yield* read(`${at}a`)).kvs
      const actual = { 'create-revision': kv?.createRevision, 'mod-revision': kv?.modRevision, version: kv?.version }
      const n = actual[target] ?? NaN
      const against = (operand: number) => relations((relation) => ({ key: `${at}a`, target, relation, operand }))
      expect(yield* against(n)).toBe('=   ')
      expect(yield* against(n - 1)).toBe(' !=> ')
      expect(yield* against(n + 1)).toBe(' != <')
      expect(yield* relations((relation) => ({ key: `${at}none`, target, relation, operand: 0 }))).toBe('=   ')
      expect(yield* relations((relation) => ({ key: `${at}none`, target, relation, operand: 1 }))).toBe(' != <')
    })
  }

  promise('a value compares by bytes, and not at all where there is no key', bench, function* (at) {
    yield* write(`${at}a`, 'm')
    const against = (key: string, operand: string) =>
      relations((relation) => ({ key: `${at}${key}`, target: 'value', relation, operand }))
    expect(yield* against('a', 'm')).toBe('=   ')
    expect(yield* against('a', 'a')).toBe(' !=> ')
    expect(yield* against('a', 'mm')).toBe(' != <')
    expect(yield* against('a', 'ü')).toBe(' != <')
    expect(yield* against('none', '')).toBe('    ')
    expect(yield* against('none', 'm')).toBe('    ')
  })

  promise('a lease compares, and as 0 where there is none', bench, function* (at) {
    const { lease } = yield* good(leaseGrant(60))
    yield* write(`${at}a`, 'x', { lease })
    yield* write(`${at}b`, 'x')
    const against = (key: string, operand: string) =>
      relations((relation) => ({ key: `${at}${key}`, target: 'lease', relation, operand }))
    expect(yield* against('a', lease)).toBe('=   ')
    expect(yield* against('a', '0')).toBe(' !=> ')
    expect(yield* against('b', '0')).toBe('=   ')
    expect(yield* against('none', '0')).toBe('=   ')
    expect(yield* against('none', lease)).toBe(' != <')
    yield* good(leaseRevoke(lease))
  })

  promise('all compares must hold; none always hold', bench, function* (at) {
    yield* write(`${at}a`, 'x')
    const yes: Compare = { key: `${at}a`, target: 'value', relation: '=', operand: 'x' }
    const no: Compare = { key: `${at}a`, target: 'version', relation: '=', operand: 7 }
    expect([yield* holds(), yield* holds(yes), yield* holds(yes, no), yield* holds(no, yes)]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  promise('the operations of one list share a revision, and see each other in order', bench, function* (at) {
    yield* write(`${at}a`, 'old')
    const before = yield* write(`${at}b`, 'old')
    const answer = yield* good(
      txn({
        compares: [],
        then: [
          { kind: 'range', key: `${at}a` },
          putting(`${at}a`, 'new'),
          { kind: 'range', key: `${at}a` },
          { kind: 'delete', key: `${at}b` },
          { kind: 'delete', key: `${at}none` },
          putting(`${at}c`, 'new'),
          { kind: 'range', key: at, rangeEnd: prefixEnd(at), limit: 1 },
        ],
        otherwise: [putting(`${at}d`, 'never')],
      }),
    )
    const revision = before + 1
    const a = { key: `${at}a`, value: 'new', createRevision: before - 1, modRevision: revision, version: 2 }
    expect(answer).toEqual({
      revision,
      succeeded: true,
      answers: [
        {
          kind: 'range',
          revision: before,
          count: 1,
          kvs: [{ ...a, value: 'old', modRevision: before - 1, version: 1 }],
        },
        { kind: 'put', revision },
        { kind: 'range', revision, count: 1, kvs: [a] },
        { kind: 'delete', revision, deleted: 1 },
        { kind: 'delete', revision, deleted: 0 },
        { kind: 'put', revision },
        { kind: 'range', revision, count: 2, kvs: [a] },
      ],
    })
    const { kvs } = yield* good(range({ key: at, rangeEnd: prefixEnd(at) }))
    expect(kvs.map((kv) => [kv.value, kv.modRevision])).toEqual([
      ['new', revision],
      ['new', revision],
    ])
  })

  promise('a transaction that only reads is no revision', bench, function* (at) {
    const before = yield* write(`${at}a`, 'x')
    const answer = yield* good(txn(compareAndSet(`${at}a`, 0, 'never')))
    expect(answer).toMatchObject({ succeeded: false, revision: before })
    expect(answer.answers).toMatchObject([{ kind: 'range', count: 1, revision: before }])
    expect((yield* read(`${at}a`)).revision).toBe(before)
  })

  promise('a transaction that changes one key twice is invalid, and changes nothing', bench, function* (at) {
    const before = yield* write(`${at}z`, 'x')
    const [one, two] = [putting(`${at}a`, '1'), putting(`${at}a`, '2')]
    const covering = { kind: 'delete', key: at, rangeEnd: prefixEnd(at) } as const
    for (const steps of [
      [one, two],
      [covering, one],
      [one, covering],
    ]) {
      yield* refused(txn({ compares: [], then: steps, otherwise: [] }), FAILURES.invalid)
      yield* refused(txn({ compares: [], then: [], otherwise: steps }), FAILURES.invalid) // even where it would not run
    }
    yield* refused(txn({ compares: [], then: [putting('', 'x')], otherwise: [] }), FAILURES.invalid)
    expect((yield* read(`${at}a`)).revision).toBe(before)
    yield* good(txn({ compares: [], then: [one], otherwise: [two] })) // one of the two runs: no conflict
  })

  promise('a transaction has room for 128 operations', bench, function* (at) {
    const many = Array.from({ length: 129 }, (_, i) => putting(`${at}${i}`, 'x'))
    yield* refused(txn({ compares: [], then: many, otherwise: [] }), FAILURES.invalid)
    yield* good(txn({ compares: [], then: many.slice(1), otherwise: [] }))
  })

  promise('a transaction whose put has no lease changes nothing', bench, function* (at) {
    const before = yield* write(`${at}z`, 'x')
    const steps = [putting(`${at}a`, 'x'), { ...putting(`${at}b`, 'x'), lease: '12345' }]
    yield* refused(txn({ compares: [], then: steps, otherwise: [] }), FAILURES.leaseNotFound)
    expect(yield* read(`${at}a`)).toMatchObject({ revision: before, count: 0 })
    yield* good(txn({ compares: [], then: [], otherwise: steps })) // nobody asked for that list
  })

  promise('a transaction that reads at a revision is invalid', bench, function* (at) {
    const before = yield* write(`${at}z`, 'x')
    const past = { kind: 'range', key: `${at}z`, revision: before } as const
    for (const steps of [[past], [past, putting(`${at}a`, 'x')]]) {
      yield* refused(txn({ compares: [], then: steps, otherwise: [] }), FAILURES.invalid)
      yield* refused(txn({ compares: [], then: [], otherwise: steps }), FAILURES.invalid)
    }
    expect((yield* read(`${at}z`)).revision).toBe(before)
  })

  promise('of programs that all read and then compare-and-set, exactly one wins', bench, function* (at, members) {
    const key = `${at}lock`
    for (let round = 0; round < 10; round++) {
      const { kvs, revision } = yield* read(key)
      const seen = kvs[0]?.modRevision ?? 0
      const tasks = []
      for (let i = 0; i < 9; i++) {
        const member = members[i % members.length] as string
        const racer = () => good(txn(compareAndSet(key, seen, `${round}.${i}`), { member }))
        tasks.push(yield* spawn(`racer-${i}`, racer()))
      }
      const winners: number[] = []
      for (const [i, task] of tasks.entries()) {
        const ending = yield* join(task)
        if (ending.kind !== 'returned') throw new Error(`racer ${i} ${ending.kind}`, { cause: ending })
        if (ending.value.succeeded) winners.push(i)
        else expect(ending.value.answers).toMatchObject([{ count: 1, kvs: [{ modRevision: revision + 1 }] }])
      }
      expect(winners).toHaveLength(1)
      expect((yield* read(key)).kvs).toMatchObject([{ value: `${round}.${winners[0]}`, modRevision: revision + 1 }])
    }
  })

  promise('a counter that programs raise by compare-and-set ends at the exact sum', bench, function* (at, members) {
    const key = `${at}counter`
    yield* write(key, '0')
    function* raise(times: number, member: string): Program<number> {
      let attempts = 0
      for (let done = 0; done < times; attempts++) {
        const [kv] = (yield* good(range({ key }, { member }))).kvs
        if (!kv) throw new Error('the counter is gone')
        const raised = txn(compareAndSet(key, kv.modRevision, `${Number(kv.value) + 1}`), { member })
        if ((yield* good(raised)).succeeded) done++
      }
      return attempts
    }
    const tasks = []
    for (let i = 0; i < 6; i++)
      tasks.push(yield* spawn(`counter-${i}`, raise(10, members[i % members.length] as string)))
    for (const task of tasks) expect(yield* join(task)).toMatchObject({ kind: 'returned' })
    expect((yield* read(key)).kvs).toMatchObject([{ value: '60', version: 61 }])
  })
}
