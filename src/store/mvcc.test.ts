import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Compare, Delete, KeyValue, Put, Txn } from './contract.ts'
import { compareKeys, inRange } from './keys.ts'
import { Mvcc } from './mvcc.ts'
import { holds, isWellFormed } from './txn.ts'

const put = (key: string, value: string): Put => ({ kind: 'put', key, value })
const remove = (key: string, rangeEnd?: string): Delete =>
  rangeEnd === undefined ? { kind: 'delete', key } : { kind: 'delete', key, rangeEnd }
const all = { kind: 'range', key: '\0', rangeEnd: '\0' } as const

const key = fc.constantFrom('a', 'b', 'ba', 'c', 'é', '\uffee', '😀')
const change: fc.Arbitrary<Put | Delete> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, value: fc.constantFrom('', '1', '2') }),
  fc.record(
    { kind: fc.constant('delete' as const), key, rangeEnd: fc.oneof(key, fc.constant('\0')) },
    { requiredKeys: ['kind', 'key'] },
  ),
)
const compare: fc.Arbitrary<Compare> = fc.oneof(
  fc.record({
    key,
    relation: fc.constantFrom('=' as const, '!=' as const, '>' as const, '<' as const),
    target: fc.constantFrom('create-revision' as const, 'mod-revision' as const, 'version' as const),
    operand: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({
    key,
    relation: fc.constantFrom('=' as const, '!=' as const, '>' as const, '<' as const),
    target: fc.constant('value' as const),
    operand: fc.constantFrom('', '1', '2'),
  }),
)
const branch = fc.array(fc.oneof(change, fc.constant(all)), { maxLength: 3 })
const txn: fc.Arbitrary<Txn> = fc.record({
  kind: fc.constant('txn' as const),
  compares: fc.array(compare, { maxLength: 2 }),
  then: branch,
  otherwise: branch,
})
const changes = fc.array(fc.oneof(change, txn), { maxLength: 25 })

/** The obvious implementation: a map that is copied at each revision. */
class Model {
  revision = 1
  now = new Map<string, KeyValue>()
  readonly past = new Map<number, ReadonlyMap<string, KeyValue>>([[1, new Map()]])

  apply(request: Put | Delete | Txn): void {
    if (!isWellFormed(request)) return
    const next = new Map(this.now)
    const touched = this.#run(request, next)
    if (!touched) return
    this.revision++
    this.now = next
    this.past.set(this.revision, next)
  }

  #run(request: Put | Delete | Txn, next: Map<string, KeyValue>): boolean {
    const revision = this.revision + 1
    if (request.kind === 'txn') {
      const taken = request.compares.every((c) => holds(c, this.now.get(c.key))) ? request.then : request.otherwise
      return taken
        .map((operation) => operation.kind !== 'range' && this.#run(operation, next))
        .some((touched) => touched)
    }
    if (request.kind === 'put') {
      const before = next.get(request.key)
      next.set(request.key, {
        key: request.key,
        value: request.value,
        createRevision: before?.createRevision ?? revision,
        modRevision: revision,
        version: (before?.version ?? 0) + 1,
      })
      return true
    }
    const gone = [...next.keys()].filter((k) => inRange(k, request.key, request.rangeEnd))
    for (const k of gone) next.delete(k)
    return gone.length > 0
  }
}

const sorted = (state: ReadonlyMap<string, KeyValue>): readonly KeyValue[] =>
  [...state.values()].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))

describe('the key-value state', () => {
  test('orders keys by their UTF-8 bytes', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), key)
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('reads at every revision what was there then', () => {
    fc.assert(
      fc.property(changes, (requests) => {
        const mvcc = new Mvcc()
        const model = new Model()
        for (const request of requests) {
          mvcc.apply(request)
          model.apply(request)
          expect(mvcc.revision).toBe(model.revision)
        }
        for (const [revision, state] of model.past) {
          const kvs = sorted(state)
          expect(mvcc.range({ ...all, revision })).toEqual({
            kind: 'ok',
            value: { kind: 'range', revision: mvcc.revision, kvs, count: kvs.length },
          })
        }
      }),
    )
  })

  test('gives events that, replayed from any revision, lead to the present state', () => {
    fc.assert(
      fc.property(changes, fc.nat(), (requests, pick) => {
        const mvcc = new Mvcc()
        const model = new Model()
        for (const request of requests) {
          mvcc.apply(request)
          model.apply(request)
        }
        const from = 1 + (pick % model.revision)
        const state = new Map(model.past.get(from))
        const events = mvcc.eventsSince(from + 1)
        for (const event of events) {
          if (event.kind === 'put') state.set(event.kv.key, event.kv)
          else state.delete(event.key)
        }
        expect(sorted(state)).toEqual(sorted(model.now))
        const revisions = events.map(({ revision }) => revision)
        expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
      }),
    )
  })

  test('begins at revision 1; what changes nothing takes no revision', () => {
    const mvcc = new Mvcc()
    expect(mvcc.revision).toBe(1)
    expect(mvcc.apply(remove('a'))).toEqual({ kind: 'ok', value: { kind: 'delete', revision: 1, deleted: 0 } })
    expect(mvcc.apply({ kind: 'txn', compares: [], then: [remove('a', '\0'), all], otherwise: [] })).toMatchObject({
      kind: 'ok',
      value: { revision: 1, succeeded: true },
    })
    expect(mvcc.apply(put('a', '1'))).toEqual({ kind: 'ok', value: { kind: 'put', revision: 2 } })
    expect(mvcc.apply(put('a', '1'))).toEqual({ kind: 'ok', value: { kind: 'put', revision: 3 } })
  })

  test('counts versions anew after a delete', () => {
    const mvcc = new Mvcc()
    mvcc.apply(put('a', '1'))
    mvcc.apply(put('a', '2'))
    expect(mvcc.get('a')).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 })
    mvcc.apply(remove('a'))
    mvcc.apply(put('a', '3'))
    expect(mvcc.get('a')).toMatchObject({ createRevision: 5, modRevision: 5, version: 1 })
    expect(mvcc.get('a', 4)).toBeUndefined()
  })

  test('a transaction sees its own changes and is one revision', () => {
    const mvcc = new Mvcc()
    const outcome = mvcc.apply({
      kind: 'txn',
      compares: [{ key: 'a', target: 'create-revision', relation: '=', operand: 0 }],
      then: [all, put('a', '1'), put('b', '2'), all],
      otherwise: [],
    })
    expect(outcome).toMatchObject({
      kind: 'ok',
      value: {
        revision: 2,
        answers: [
          { kind: 'range', count: 0, revision: 1 },
          { kind: 'put', revision: 2 },
          { kind: 'put', revision: 2 },
          { kind: 'range', count: 2, revision: 2 },
        ],
      },
    })
    expect(mvcc.eventsAt(2)).toHaveLength(2)
  })

  test('a missing key compares as 0, and its value as nothing at all', () => {
    for (const target of ['create-revision', 'mod-revision', 'version'] as const) {
      expect(holds({ key: 'a', target, relation: '=', operand: 0 }, undefined)).toBe(true)
      expect(holds({ key: 'a', target, relation: '<', operand: 1 }, undefined)).toBe(true)
    }
    expect(holds({ key: 'a', target: 'lease', relation: '=', operand: '0' }, undefined)).toBe(true)
    expect(holds({ key: 'a', target: 'value', relation: '=', operand: '' }, undefined)).toBe(false)
    expect(holds({ key: 'a', target: 'value', relation: '!=', operand: 'x' }, undefined)).toBe(false)
  })

  test('lease ids compare as numbers, however wide', () => {
    const kv: KeyValue = { key: 'a', value: '', createRevision: 2, modRevision: 2, version: 1, lease: '9' }
    expect(holds({ key: 'a', target: 'lease', relation: '<', operand: '10' }, kv)).toBe(true)
  })

  test.each<[string, Txn['then']]>([
    ['puts a key twice', [put('a', '1'), put('a', '2')]],
    ['deletes a key that it puts', [put('a', '1'), remove('a')]],
    ['deletes a range with a key that it puts', [remove('a', 'c'), put('b', '1')]],
    ['has an empty key', [put('', '1')]],
  ])('a transaction that %s is invalid on either branch', (_, operations) => {
    const mvcc = new Mvcc()
    for (const request of [
      { kind: 'txn', compares: [], then: operations, otherwise: [] },
      { kind: 'txn', compares: [], then: [], otherwise: operations },
    ] as const) {
      expect(mvcc.apply(request)).toEqual({ kind: 'fail', reason: 'invalid request' })
    }
    expect(mvcc.revision).toBe(1)
  })

  test('limits what it returns, not what it counts', () => {
    const mvcc = new Mvcc()
    for (const k of ['b', 'a', 'c']) mvcc.apply(put(k, k))
    const found = mvcc.range({ ...all, limit: 2 })
    expect(found).toMatchObject({ value: { count: 3, kvs: [{ key: 'a' }, { key: 'b' }] } })
    expect(mvcc.range({ kind: 'range', key: 'b', rangeEnd: '\0' })).toMatchObject({ value: { count: 2 } })
    expect(mvcc.range({ kind: 'range', key: 'b', rangeEnd: 'b' })).toMatchObject({ value: { count: 0 } })
  })

  test('fails for revisions that are compacted or yet to come', () => {
    const mvcc = new Mvcc()
    for (const value of ['1', '2', '3']) mvcc.apply(put('a', value))
    expect(mvcc.range({ ...all, revision: 5 })).toEqual({ kind: 'fail', reason: 'future revision' })
    expect(mvcc.compact(5)).toEqual({ kind: 'fail', reason: 'future revision' })
    expect(mvcc.compact(3).kind).toBe('ok')
    expect(mvcc.compact(3)).toEqual({ kind: 'fail', reason: 'compacted' })
    expect(mvcc.range({ ...all, revision: 2 })).toEqual({ kind: 'fail', reason: 'compacted' })
    expect(mvcc.range({ ...all, revision: 3 })).toMatchObject({ value: { kvs: [{ value: '2' }] } })
  })

  test('ends a lease with its keys, at one revision', () => {
    const mvcc = new Mvcc()
    const leased = (k: string): Put => ({ kind: 'put', key: k, value: k, lease: '7' })
    expect(mvcc.apply(leased('a'))).toEqual({ kind: 'fail', reason: 'lease not found' })
    expect(mvcc.apply({ kind: 'txn', compares: [], then: [put('z', '1'), leased('a')], otherwise: [] })).toEqual({
      kind: 'fail',
      reason: 'lease not found',
    })
    expect(mvcc.revision).toBe(1)
    mvcc.grantLease('7')
    for (const k of ['b', 'a', 'c', 'd']) mvcc.apply(leased(k))
    mvcc.apply(put('c', 'kept: put again without the lease'))
    mvcc.apply(remove('d'))
    expect(mvcc.keysOf('7')).toEqual(['a', 'b'])
    const before = mvcc.revision
    expect(mvcc.revokeLease('7').kind).toBe('ok')
    expect(mvcc.eventsSince(before + 1)).toEqual([
      { kind: 'delete', revision: before + 1, key: 'a' },
      { kind: 'delete', revision: before + 1, key: 'b' },
    ])
    expect(mvcc.get('c')?.value).toMatch(/kept/)
    expect(mvcc.revokeLease('7')).toEqual({ kind: 'fail', reason: 'lease not found' })
  })
})
