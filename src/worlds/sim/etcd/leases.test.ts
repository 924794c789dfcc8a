import { describe, expect, test } from '@jest/globals'
import { leaseGrant, leaseKeepAlive, leaseRevoke, leaseTimeToLive, put } from '../../../store/contract.ts'
import { ELECTION_MS, trial } from './fixture.ts'

/** A booted cluster with a lease of ten seconds that holds one key. */
function leased() {
  const t = trial(3)
  const leader = t.boot()
  const host = t.client('desk')
  const granted = t.ask(host, leaseGrant(10))
  t.pass(50)
  if (granted.outcome?.kind !== 'ok') throw new Error('no lease')
  const { lease } = granted.outcome.value
  t.ask(host, put({ key: 'k', value: '', lease }))
  t.pass(50)
  return { ...t, host, leader, lease, follower: t.members.find((member) => member !== leader) as string }
}

describe('a lease', () => {
  test('expires with its keys, once, at its time', () => {
    const t = leased()
    t.pass(9800)
    expect(t.committed).toHaveLength(1)
    t.pass(200)
    expect(t.committed.map(({ kind }) => kind)).toEqual(['put', 'delete'])
    const left = t.ask(t.host, leaseTimeToLive(t.lease))
    const kept = t.ask(t.host, leaseKeepAlive(t.lease))
    t.pass(50)
    expect(left.outcome).toMatchObject({ kind: 'ok', value: { ttlSeconds: -1 } })
    expect(kept.outcome).toEqual({ kind: 'fail', reason: 'lease not found' })
  })

  test('lives while it is kept alive, through any member', () => {
    const t = leased()
    for (let i = 0; i < 5; i++) {
      t.pass(8000)
      const kept = t.ask(t.host, leaseKeepAlive(t.lease, { member: t.follower }))
      t.pass(50)
      expect(kept.outcome).toEqual({ kind: 'ok', value: { lease: t.lease, ttlSeconds: 10 } })
    }
    const left = t.ask(t.host, leaseTimeToLive(t.lease))
    t.pass(50)
    expect(left.outcome).toEqual({
      kind: 'ok',
      value: { lease: t.lease, ttlSeconds: 9, grantedTtlSeconds: 10, keys: ['k'] },
    })
    t.pass(10_000)
    expect(t.committed).toHaveLength(2)
  })

  test('starts at its full time again under a new leader', () => {
    const t = leased()
    t.pass(7000)
    t.cluster.crash(t.leader, { silent: true })
    t.pass(2 * ELECTION_MS + 50)
    expect(t.cluster.leader()).toBeDefined()
    t.pass(7800)
    expect(t.committed).toHaveLength(1)
    t.pass(2300)
    expect(t.committed).toHaveLength(2)
  })

  test('does not expire while nobody leads', () => {
    const t = leased()
    for (const member of t.members) if (member !== t.leader) t.cluster.crash(member, { silent: true })
    t.pass(60_000)
    expect(t.committed).toHaveLength(1)
    for (const member of t.members) t.cluster.start(member)
    t.pass(9000)
    expect(t.committed).toHaveLength(1)
    t.pass(5000)
    expect(t.committed).toHaveLength(2)
  })

  test('that ran out while its leader stood still expires when that one is back in time', () => {
    const t = leased()
    t.pass(9500)
    t.cluster.pause(t.leader)
    t.pass(ELECTION_MS - 1)
    t.cluster.resume(t.leader)
    t.pass(20)
    expect(t.cluster.term()).toBe(1)
    expect(t.committed).toHaveLength(2)
  })

  test('is revoked on request, and is not found afterwards', () => {
    const t = leased()
    const revoked = t.ask(t.host, leaseRevoke(t.lease))
    t.pass(50)
    expect(revoked.outcome).toEqual({ kind: 'ok', value: undefined })
    const outcomes = [leaseRevoke(t.lease), put({ key: 'k', value: '', lease: t.lease })].map((operation) =>
      t.ask(t.host, operation as ReturnType<typeof leaseRevoke>),
    )
    t.pass(50)
    for (const { outcome } of outcomes) expect(outcome).toEqual({ kind: 'fail', reason: 'lease not found' })
    t.pass(20_000)
    expect(t.committed).toHaveLength(2)
  })

  test('is granted no shorter than elections need', () => {
    const t = trial(1)
    t.boot()
    const granted = t.ask(t.client('desk'), leaseGrant(1))
    t.pass(50)
    expect(granted.outcome).toMatchObject({ value: { ttlSeconds: 2 } })
  })
})
