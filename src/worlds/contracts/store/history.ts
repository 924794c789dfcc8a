// Reads of the past, its end by compaction, and the future that is not there yet.

import { expect } from '@jest/globals'
import { Mailbox } from '../../../runtime/mailbox.ts'
import {
  cancelWatch,
  compact,
  FAILURES,
  prefixEnd,
  range,
  remove,
  watch,
  type WatchMessage,
} from '../../../store/contract.ts'
import { brief, good, next, promise, read, refused, type StoreBench, write } from './bench.ts'

export function historyPromises(bench: () => StoreBench): void {
  promise('a read at a revision shows what was then, and says the revision of now', bench, function* (at) {
    const first = yield* write(`${at}a`, 'one')
    const second = yield* write(`${at}a`, 'two')
    const third = yield* write(`${at}b`, 'other')
    const { revision } = yield* good(remove({ key: `${at}a` }))
    const asOf = function* (then: number) {
      const answer = yield* good(range({ key: at, rangeEnd: prefixEnd(at), revision: then }))
      expect(answer).toMatchObject({ revision, count: answer.kvs.length })
      return answer.kvs.map((kv) => `${kv.value}@${kv.modRevision - first}v${kv.version}`).join(' ')
    }
    expect(yield* asOf(first - 1)).toBe('')
    expect(yield* asOf(first)).toBe('one@0v1')
    expect(yield* asOf(second)).toBe('two@1v2')
    expect(yield* asOf(third)).toBe('two@1v2 other@2v1')
    expect(yield* asOf(revision)).toBe('other@2v1')
  })

  promise('a read of a revision that is not there yet fails', bench, function* (at) {
    const revision = yield* write(`${at}a`, 'x')
    yield* refused(range({ key: `${at}a`, revision: revision + 1 }), FAILURES.futureRevision)
    yield* refused(range({ key: `${at}a`, revision: revision + 1, serializable: true }), FAILURES.futureRevision)
  })

  promise('a compaction forgets what was before it', bench, function* (at) {
    const first = yield* write(`${at}a`, 'one')
    const second = yield* write(`${at}a`, 'two')
    const third = yield* write(`${at}a`, 'three')
    yield* refused(compact(third + 1), FAILURES.futureRevision)
    expect(yield* good(compact(second))).toEqual({ revision: third })
    yield* refused(compact(first), FAILURES.compacted)
    yield* refused(compact(second), FAILURES.compacted)
    yield* refused(range({ key: `${at}a`, revision: first }), FAILURES.compacted)
    const asOf = function* (revision: number) {
      return (yield* good(range({ key: `${at}a`, revision }))).kvs.map((kv) => kv.value)
    }
    expect(yield* asOf(second)).toEqual(['two'])
    expect(yield* asOf(third)).toEqual(['three'])
    expect(yield* read(`${at}a`)).toMatchObject({ revision: third, kvs: [{ value: 'three', version: 3 }] })
  })

  promise('a watch of what is compacted is made, says so, and ends', bench, function* (at) {
    const first = yield* write(`${at}a`, 'one')
    const second = yield* write(`${at}a`, 'two')
    const third = yield* write(`${at}a`, 'three')
    yield* good(compact(second))
    const late = new Mailbox<WatchMessage>()
    yield* good(watch({ key: `${at}a`, fromRevision: first, mailbox: late }))
    expect(yield* next(late)).toEqual({ kind: 'compacted', compactRevision: second })
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: `${at}a`, fromRevision: second, mailbox }))
    expect(brief(yield* next(mailbox))).toBe(`${second}: put ${at}a=two`)
    expect(brief(yield* next(mailbox))).toBe(`${third}: put ${at}a=three`)
    expect(late.messages).toEqual([])
    yield* good(cancelWatch(id))
  })

  promise('a watch that is up to date does not notice a compaction', bench, function* (at) {
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: `${at}a`, mailbox }))
    const first = yield* write(`${at}a`, 'one')
    yield* good(compact(first))
    const second = yield* write(`${at}a`, 'two')
    expect(brief(yield* next(mailbox))).toBe(`${first}: put ${at}a=one`)
    expect(brief(yield* next(mailbox))).toBe(`${second}: put ${at}a=two`)
    yield* good(cancelWatch(id))
  })
}
