// Watches: which events arrive, in which order, one message for each revision, and how a watch ends.

import { expect } from '@jest/globals'
import { Mailbox } from '../../../runtime/mailbox.ts'
import { join, type Program, receive, spawn } from '../../../runtime/operation.ts'
import {
  cancelWatch,
  FAILURES,
  prefixEnd,
  remove,
  requestProgress,
  txn,
  watch,
  type WatchMessage,
} from '../../../store/contract.ts'
import { brief, good, next, promise, read, refused, type StoreBench, write } from './bench.ts'

export function watchPromises(bench: () => StoreBench): void {
  promise('a watch from now tells what comes after it was made', bench, function* (at) {
    yield* write(`${at}a`, 'before')
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: `${at}a`, mailbox }))
    const revision = yield* write(`${at}a`, 'after')
    const kv = { key: `${at}a`, value: 'after', createRevision: revision - 1, modRevision: revision, version: 2 }
    expect(yield* next(mailbox)).toEqual({ kind: 'events', revision, events: [{ kind: 'put', revision, kv }] })
    yield* good(remove({ key: `${at}a` }))
    expect(yield* next(mailbox)).toEqual({
      kind: 'events',
      revision: revision + 1,
      events: [{ kind: 'delete', revision: revision + 1, key: `${at}a` }],
    })
    yield* good(cancelWatch(id))
  })

  promise('a watch from a past revision tells the past first, then the present', bench, function* (at) {
    const first = yield* write(`${at}a`, '1')
    yield* write(`${at}b`, '2')
    yield* good(remove({ key: `${at}a` }))
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: at, rangeEnd: prefixEnd(at), fromRevision: first, mailbox }))
    yield* write(`${at}c`, '4')
    const told = []
    for (let i = 0; i < 4; i++) told.push(brief(yield* next(mailbox)))
    expect(told).toEqual([
      `${first}: put ${at}a=1`,
      `${first + 1}: put ${at}b=2`,
      `${first + 2}: delete ${at}a`,
      `${first + 3}: put ${at}c=4`,
    ])
    yield* good(cancelWatch(id))
  })

  promise('a watch from a revision to come tells nothing before it', bench, function* (at) {
    const { revision } = yield* read(`${at}a`)
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: `${at}a`, fromRevision: revision + 3, mailbox }))
    for (const value of ['1', '2', '3', '4']) yield* write(`${at}a`, value)
    expect(brief(yield* next(mailbox))).toBe(`${revision + 3}: put ${at}a=3`)
    expect(brief(yield* next(mailbox))).toBe(`${revision + 4}: put ${at}a=4`)
    yield* good(cancelWatch(id))
  })

  promise('a watch tells its own range and no other', bench, function* (at) {
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: `${at}b`, rangeEnd: `${at}d`, mailbox }))
    const { revision } = yield* read(at)
    for (const key of ['a', 'b', 'c', 'd']) yield* write(`${at}${key}`, key)
    yield* good(remove({ key: at, rangeEnd: prefixEnd(at) }))
    expect(brief(yield* next(mailbox))).toBe(`${revision + 2}: put ${at}b=b`)
    expect(brief(yield* next(mailbox))).toBe(`${revision + 3}: put ${at}c=c`)
    expect(brief(yield* next(mailbox))).toBe(`${revision + 5}: delete ${at}b, delete ${at}c`)
    yield* good(cancelWatch(id))
  })

  promise('the events of one revision are one message, in the order of the transaction', bench, function* (at) {
    const before = yield* write(`${at}z`, 'old')
    const told = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: at, rangeEnd: prefixEnd(at), mailbox: told }))
    yield* good(
      txn({
        compares: [],
        then: [
          { kind: 'put', key: `${at}c`, value: '1' },
          { kind: 'delete', key: `${at}z` },
          { kind: 'put', key: `${at}a`, value: '1' },
        ],
        otherwise: [],
      }),
    )
    const expected = `${before + 1}: put ${at}c=1, delete ${at}z, put ${at}a=1`
    expect(brief(yield* next(told))).toBe(expected)
    yield* good(cancelWatch(id))
    const later = new Mailbox<WatchMessage>()
    const again = yield* good(watch({ key: at, rangeEnd: prefixEnd(at), fromRevision: before + 1, mailbox: later }))
    expect(brief(yield* next(later))).toBe(expected)
    yield* good(cancelWatch(again))
  })

  promise('every member tells every event once, in revision order', bench, function* (at, members) {
    const first = (yield* read(at)).revision + 1
    const mailboxes = []
    const ids = []
    for (const member of [...members, ...members]) {
      const mailbox = new Mailbox<WatchMessage>()
      mailboxes.push(mailbox)
      const request = { key: at, rangeEnd: prefixEnd(at), fromRevision: first, mailbox }
      ids.push(yield* good(watch(request, { member })))
    }
    function* writer(name: string): Program<void> {
      for (let i = 0; i < 20; i++) yield* write(`${at}${name}`, `${i}`)
    }
    const tasks = []
    for (const name of ['p', 'q', 'r']) tasks.push(yield* spawn(name, writer(name)))
    for (const task of tasks) expect(yield* join(task)).toMatchObject({ kind: 'returned' })
    const [expected, ...others] = yield* gather(mailboxes, 60)
    expect(expected?.map((line) => line.split(':')[0])).toEqual(Array.from({ length: 60 }, (_, i) => `${first + i}`))
    for (const other of others) expect(other).toEqual(expected)
    for (const id of ids) yield* good(cancelWatch(id))
  })

  promise('a cancelled watch tells nothing more', bench, function* (at) {
    const [cancelled, witness] = [new Mailbox<WatchMessage>(), new Mailbox<WatchMessage>()]
    const id = yield* good(watch({ key: `${at}a`, mailbox: cancelled }))
    const other = yield* good(watch({ key: `${at}a`, mailbox: witness }))
    yield* good(cancelWatch(id))
    const revision = yield* write(`${at}a`, 'x')
    expect(brief(yield* next(witness))).toBe(`${revision}: put ${at}a=x`)
    yield* good(requestProgress(other))
    expect(brief(yield* next(witness))).toBe(`progress ${revision}`)
    expect(yield* receive(cancelled, 0)).toEqual({ kind: 'deadline' })
    yield* refused(requestProgress(id), FAILURES.invalid)
    yield* good(cancelWatch(id)) // once more does no harm
    yield* good(cancelWatch(other))
  })

  promise('progress says that everything up to a revision was told', bench, function* (at) {
    const first = yield* write(`${at}a`, '1')
    yield* write(`${at}b`, '2')
    const last = yield* write(`${at}elsewhere`, '3')
    const mailbox = new Mailbox<WatchMessage>()
    const id = yield* good(watch({ key: `${at}a`, rangeEnd: `${at}c`, fromRevision: first, mailbox }))
    yield* good(requestProgress(id)) // asked at once, while the watch may still be busy with the past
    expect(brief(yield* next(mailbox))).toBe(`${first}: put ${at}a=1`)
    expect(brief(yield* next(mailbox))).toBe(`${first + 1}: put ${at}b=2`)
    expect(brief(yield* next(mailbox))).toBe(`progress ${last}`)
    yield* good(requestProgress(id))
    expect(brief(yield* next(mailbox))).toBe(`progress ${last}`)
    expect(yield* receive(mailbox, 0)).toEqual({ kind: 'deadline' })
    yield* good(cancelWatch(id))
  })
}

function* gather(mailboxes: readonly Mailbox<WatchMessage>[], count: number): Program<string[][]> {
  const all = []
  for (const mailbox of mailboxes) {
    const told = []
    for (let i = 0; i < count; i++) told.push(brief(yield* next(mailbox)))
    all.push(told)
  }
  return all
}
