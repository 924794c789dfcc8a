// Puts, ranges and deletes: what a read shows, and how revisions and versions move.

import { expect } from '@jest/globals'
import { sleep } from '../../../runtime/operation.ts'
import { FAILURES, prefixEnd, put, range, remove } from '../../../store/contract.ts'
import { good, promise, read, refused, type StoreBench, write } from './bench.ts'

export function rangePromises(bench: () => StoreBench): void {
  promise('a put is one revision, and a read shows it', bench, function* (at) {
    const before = (yield* read(`${at}a`)).revision
    const first = yield* write(`${at}a`, 'one')
    expect(first).toBe(before + 1)
    expect(yield* read(`${at}a`)).toEqual({
      kind: 'range',
      revision: first,
      kvs: [{ key: `${at}a`, value: 'one', createRevision: first, modRevision: first, version: 1 }],
      count: 1,
    })
  })

  promise('a second put keeps the create revision and counts the version', bench, function* (at) {
    const first = yield* write(`${at}a`, 'one')
    const second = yield* write(`${at}a`, 'one') // the same value is a change, too
    expect(second).toBe(first + 1)
    expect((yield* read(`${at}a`)).kvs).toEqual([
      { key: `${at}a`, value: 'one', createRevision: first, modRevision: second, version: 2 },
    ])
  })

  promise('a delete says how many, and a key put again begins anew', bench, function* (at) {
    const first = yield* write(`${at}a`, 'one')
    expect(yield* good(remove({ key: `${at}a` }))).toEqual({ kind: 'delete', revision: first + 1, deleted: 1 })
    expect(yield* read(`${at}a`)).toEqual({ kind: 'range', revision: first + 1, kvs: [], count: 0 })
    const again = yield* write(`${at}a`, 'two')
    expect((yield* read(`${at}a`)).kvs).toEqual([
      { key: `${at}a`, value: 'two', createRevision: again, modRevision: again, version: 1 },
    ])
  })

  promise('a delete of nothing is no revision', bench, function* (at) {
    const { revision } = yield* read(`${at}a`)
    expect(yield* good(remove({ key: `${at}a` }))).toEqual({ kind: 'delete', revision, deleted: 0 })
    expect(yield* good(remove({ key: at, rangeEnd: prefixEnd(at) }))).toEqual({ kind: 'delete', revision, deleted: 0 })
    expect((yield* read(`${at}a`)).revision).toBe(revision)
  })

  promise('a range is in the order of keys, its end exclusive', bench, function* (at) {
    for (const key of ['c', 'a', 'b', 'B', 'a/1']) yield* write(`${at}${key}`, key)
    const values = function* (key: string, rangeEnd: string) {
      const { kvs } = yield* good(range({ key: `${at}${key}`, rangeEnd }))
      return kvs.map((kv) => kv.value)
    }
    expect(yield* values('', prefixEnd(at))).toEqual(['B', 'a', 'a/1', 'b', 'c'])
    expect(yield* values('a', `${at}b`)).toEqual(['a', 'a/1'])
    expect(yield* values('a', `${at}a`)).toEqual([])
    expect(yield* values('b', `${at}a`)).toEqual([])
    expect((yield* good(range({ key: `${at}a` }))).count).toBe(1)
  })

  promise('the end of a prefix holds the prefix and nothing else', bench, function* (at) {
    const [inner, outer] = [`${at}unit`, [`${at}uniT`, `${at}univ`, `${at}uni`, `${at}v`]]
    for (const key of [...outer, inner, `${inner}/1`, `${inner}~`]) yield* write(key, 'x')
    const { kvs } = yield* good(range({ key: inner, rangeEnd: prefixEnd(inner) }))
    expect(kvs.map((kv) => kv.key)).toEqual([inner, `${inner}/1`, `${inner}~`])
    expect(prefixEnd('a\x7f')).toBe('b')
    const all = yield* good(range({ key: `${at}unit~`, rangeEnd: prefixEnd('') }))
    expect(all.kvs.map((kv) => kv.key).slice(0, 3)).toEqual([`${inner}~`, `${at}univ`, `${at}v`])
  })

  promise('a limit cuts the list and not the count', bench, function* (at) {
    for (const key of ['a', 'b', 'c']) yield* write(`${at}${key}`, key)
    const answer = yield* good(range({ key: at, rangeEnd: prefixEnd(at), limit: 2 }))
    expect(answer.kvs.map((kv) => kv.value)).toEqual(['a', 'b'])
    expect(answer.count).toBe(3)
    expect((yield* good(range({ key: at, rangeEnd: prefixEnd(at), limit: 0 }))).kvs).toHaveLength(3)
  })

  promise('a range delete takes the whole range at one revision', bench, function* (at) {
    for (const key of ['a', 'b', 'c']) yield* write(`${at}${key}`, key)
    const { revision } = yield* read(`${at}a`)
    expect(yield* good(remove({ key: `${at}a`, rangeEnd: `${at}c` }))).toEqual({
      kind: 'delete',
      revision: revision + 1,
      deleted: 2,
    })
    expect((yield* good(range({ key: at, rangeEnd: prefixEnd(at) }))).kvs.map((kv) => kv.value)).toEqual(['c'])
  })

  promise('keys and values are any text', bench, function* (at) {
    for (const value of ['', 'grüße 🚢', '{"a":[1]}\n', '\0', 'x'.repeat(100_000)]) {
      yield* write(`${at}ключ`, value)
      expect((yield* read(`${at}ключ`)).kvs.map((kv) => kv.value)).toEqual([value])
    }
  })

  promise('a request without a key is invalid', bench, function* () {
    yield* refused(put({ key: '', value: 'x' }), FAILURES.invalid)
    yield* refused(range({ key: '' }), FAILURES.invalid)
    yield* refused(remove({ key: '' }), FAILURES.invalid)
  })

  promise('every member knows at once what any member has answered', bench, function* (at, members) {
    for (let i = 0; i < 10 * members.length; i++) {
      const writer = members[i % members.length] as string
      const { revision } = yield* good(put({ key: `${at}a`, value: `${i}` }, { member: writer }))
      for (const member of members) {
        const answer = yield* good(range({ key: `${at}a` }, { member }))
        expect(answer.revision).toBe(revision)
        expect(answer.kvs.map((kv) => kv.value)).toEqual([`${i}`])
      }
    }
  })

  promise('a serializable read may be old, never wrong, and catches up', bench, function* (at, members) {
    yield* write(`${at}a`, 'old')
    const revision = yield* write(`${at}a`, 'new')
    for (const member of members) {
      for (let tries = 0; ; tries++) {
        const answer = yield* good(range({ key: `${at}a`, serializable: true }, { member }))
        expect(answer.revision).toBeLessThanOrEqual(revision)
        const value = answer.kvs[0]?.value
        expect(value).toBe(answer.revision < revision - 1 ? undefined : answer.revision < revision ? 'old' : 'new')
        if (answer.revision === revision) break
        expect(tries).toBeLessThan(500)
        yield* sleep(10)
      }
    }
  })
}
