// Leases: keys that live as long as somebody keeps them alive.

import { expect } from '@jest/globals'
import { Mailbox } from '../../../runtime/mailbox.ts'
import { now, sleep } from '../../../runtime/operation.ts'
import {
  cancelWatch,
  FAILURES,
  leaseGrant,
  leaseKeepAlive,
  leaseRevoke,
  leaseTimeToLive,
  prefixEnd,
  put,
  watch,
  type WatchMessage,
} from '../../../store/contract.ts'
import { brief, good, next, promise, read, refused, type StoreBench, write } from './bench.ts'

const NOBODY = '1234567890123456789'

export function leasePromises(bench: () => StoreBench): void {
  promise('a lease is granted for what was asked, and is no revision', bench, function* (at) {
    const { revision } = yield* read(at)
    const [one, two] = [yield* good(leaseGrant(60)), yield* good(leaseGrant(60))]
    expect(one).toEqual({ lease: expect.stringMatching(/^[1-9][0-9]*$/), ttlSeconds: 60 })
    expect(one.lease).not.toBe(two.lease)
    expect((yield* read(at)).revision).toBe(revision)
    yield* refused(leaseGrant(9_000_000_001), FAILURES.invalid)
    for (const { lease } of [one, two]) yield* good(leaseRevoke(lease))
    expect((yield* read(at)).revision).toBe(revision) // no keys, no revision
  })

  promise('a key carries its lease until it is put without', bench, function* (at) {
    const { lease } = yield* good(leaseGrant(60))
    yield* write(`${at}b`, 'x', { lease })
    yield* write(`${at}a`, 'x', { lease })
    expect((yield* read(`${at}a`)).kvs).toMatchObject([{ lease }])
    expect(yield* good(leaseTimeToLive(lease))).toEqual({
      lease,
      ttlSeconds: expect.any(Number),
      grantedTtlSeconds: 60,
      keys: [`${at}a`, `${at}b`],
    })
    yield* write(`${at}a`, 'x')
    expect((yield* read(`${at}a`)).kvs[0]).not.toHaveProperty('lease')
    expect((yield* good(leaseTimeToLive(lease))).keys).toEqual([`${at}b`])
    yield* good(leaseRevoke(lease))
    expect([(yield* read(`${at}a`)).count, (yield* read(`${at}b`)).count]).toEqual([1, 0])
  })

  promise('a revoked lease takes its keys with it, at one revision', bench, function* (at) {
    const { lease } = yield* good(leaseGrant(60))
    const mailbox = new Mailbox<WatchMessage>()
    yield* write(`${at}b`, 'x', { lease })
    yield* write(`${at}a`, 'x', { lease })
    const before = yield* write(`${at}c`, 'x')
    const id = yield* good(watch({ key: at, rangeEnd: prefixEnd(at), mailbox }))
    yield* good(leaseRevoke(lease))
    expect(brief(yield* next(mailbox))).toBe(`${before + 1}: delete ${at}a, delete ${at}b`)
    yield* good(cancelWatch(id))
    yield* refused(leaseRevoke(lease), FAILURES.leaseNotFound)
  })

  promise('a lease that is not there is said to be so', bench, function* (at) {
    const { revision } = yield* read(at)
    yield* refused(put({ key: `${at}a`, value: 'x', lease: NOBODY }), FAILURES.leaseNotFound)
    yield* refused(leaseKeepAlive(NOBODY), FAILURES.leaseNotFound)
    yield* refused(leaseRevoke(NOBODY), FAILURES.leaseNotFound)
    const status = { lease: NOBODY, ttlSeconds: -1, grantedTtlSeconds: 0, keys: [] }
    expect(yield* good(leaseTimeToLive(NOBODY))).toEqual(status)
    expect((yield* read(at)).revision).toBe(revision)
  })

  promise(
    'a lease lives while it is kept alive, through any member, and then takes its key with it',
    bench,
    function* (at, members) {
      const mailbox = new Mailbox<WatchMessage>()
      const { lease, ttlSeconds } = yield* good(leaseGrant(1))
      expect(ttlSeconds).toBeGreaterThanOrEqual(1) // a store may grant more: etcd no less than 1.5 election time-outs
      const from = yield* now()
      const revision = yield* write(`${at}a`, 'x', { lease })
      const id = yield* good(watch({ key: `${at}a`, mailbox }))
      for (let i = 0; (yield* now()) < from + (ttlSeconds + 1) * 1_000; i++) {
        const kept = yield* good(leaseKeepAlive(lease, { member: members[i % members.length] as string }))
        expect(kept).toEqual({ lease, ttlSeconds })
        yield* sleep(ttlSeconds * 250)
      }
      expect((yield* read(`${at}a`)).count).toBe(1)
      yield* good(leaseKeepAlive(lease))
      const last = yield* now()
      expect(brief(yield* next(mailbox))).toBe(`${revision + 1}: delete ${at}a`)
      const livedMs = (yield* now()) - last
      expect(livedMs).toBeGreaterThan(ttlSeconds * 1_000 - 100)
      expect(livedMs).toBeLessThan(ttlSeconds * 1_000 + 3_000)
      expect((yield* good(leaseTimeToLive(lease))).ttlSeconds).toBe(-1)
      yield* refused(leaseKeepAlive(lease), FAILURES.leaseNotFound)
      yield* good(cancelWatch(id))
    },
  )
}
