// The cluster as one store: which members it takes, and what becomes of a write.

import { describe, expect, test } from '@jest/globals'
import { type CallOptions, txn } from '../../../store/contract.ts'
import { ELECTION_MS, get, LATE, OK, set, trial } from './fixture.ts'

const casFrom = (operand: number, value: string, options: CallOptions = {}) =>
  txn(
    {
      compares: [{ key: 'k', target: 'mod-revision', relation: '=', operand }],
      then: [{ kind: 'put', key: 'k', value }],
      otherwise: [],
    },
    options,
  )

describe.each([1, 2, 3, 5])('a cluster of %i', (size) => {
  test('elects a leader, serves through every member, and costs nothing while idle', () => {
    const t = trial(size)
    expect(t.cluster.leader()).toBeUndefined()
    const leader = t.boot()
    expect(t.leaders).toEqual([leader])
    expect(t.quorum).toEqual([true])
    const host = t.client('desk')
    for (const member of t.members) {
      const write = t.ask(host, set(member, { member }))
      t.pass(100)
      expect(write.outcome).toMatchObject(OK)
      const read = t.ask(host, get({ member }))
      t.pass(100)
      expect(read.outcome).toMatchObject({ kind: 'ok', value: { kvs: [{ value: member }] } })
    }
    expect(t.cluster.revision()).toBe(1 + size)
    t.pass(10_000)
    const before = t.scheduled()
    t.pass(3_600_000)
    expect(t.scheduled()).toBe(before)
  })

  test('serves while a minority is down, and not when the majority is', () => {
    const t = trial(size)
    t.boot()
    const minority = (size - 1) >> 1
    for (const member of t.members.slice(0, minority)) t.cluster.crash(member, { silent: false })
    t.pass(3 * ELECTION_MS)
    const member = t.members.at(-1) as string
    const host = t.client('desk')
    const first = t.ask(host, set('1', { member }))
    t.pass(100)
    expect(first.outcome).toMatchObject(OK)
    if (size === 1) return
    const victim = t.members[minority] as string
    t.cluster.crash(victim, { silent: false })
    expect(t.cluster.hasQuorum()).toBe(false)
    expect(t.cluster.leader()).toBeUndefined()
    const second = t.ask(host, set('2', { member }))
    const lagging = t.ask(host, get({ member }, true))
    t.pass(3000)
    expect(second.outcome).toEqual(LATE)
    expect(lagging.outcome).toMatchObject({ kind: 'ok', value: { kvs: [{ value: '1' }] } })
    t.cluster.start(victim)
    t.pass(3 * ELECTION_MS)
    expect(t.cluster.leader()).toBeDefined()
    expect(t.cluster.hasQuorum()).toBe(true)
  })
})

describe('a write whose answer is lost', () => {
  test('was applied when only the way back is cut', () => {
    const t = trial(3)
    t.boot()
    const mend = t.network.cut('etcd:m0', 'desk')
    const write = t.ask(t.client('desk'), set('1', { member: 'm0' }))
    t.pass(3001)
    expect(write.outcome).toEqual(LATE)
    expect(t.committed).toHaveLength(1)
    mend()
  })

  test('is applied long after, when the member that was asked is resumed', () => {
    const t = trial(3)
    const leader = t.boot()
    const asked = t.members.find((member) => member !== leader) as string
    t.cluster.pause(asked)
    const host = t.client('desk')
    const write = t.ask(host, set('old', { member: asked }))
    t.pass(60_000)
    expect(write.outcome).toEqual(LATE)
    const between = t.ask(host, set('between', { member: leader }))
    t.pass(100)
    expect(between.outcome).toMatchObject(OK)
    expect(t.committed).toHaveLength(1)
    t.cluster.resume(asked)
    t.pass(100)
    const read = t.ask(host, get({ member: leader }))
    t.pass(100)
    expect(read.outcome).toMatchObject({ value: { kvs: [{ value: 'old', version: 2 }] } })
  })

  test('survives its leader when a follower held it', () => {
    const t = trial(3)
    const leader = t.boot()
    // The followers take the entry in; their word of it does not arrive, and the leader dies.
    for (const member of t.members) if (member !== leader) t.network.cut(`etcd:${member}`, `etcd:${leader}`)
    const write = t.ask(t.client('desk'), set('1', { member: leader }))
    t.pass(20)
    expect(t.committed).toHaveLength(0)
    t.cluster.crash(leader, { silent: true })
    t.pass(3 * ELECTION_MS)
    expect(t.committed).toHaveLength(1)
    expect(write.outcome).toEqual(LATE)
  })
})

test('of many that compare and set at once, one wins', () => {
  const t = trial(3)
  t.boot()
  const tries = Array.from({ length: 9 }, (_, i) =>
    t.ask(t.client(`os:w${i}`), casFrom(0, `w${i}`, { member: `m${i % 3}` })),
  )
  t.pass(100)
  const won = tries.filter(({ outcome }) => outcome?.kind === 'ok' && outcome.value.succeeded)
  expect(tries.every(({ outcome }) => outcome?.kind === 'ok')).toBe(true)
  expect(won).toHaveLength(1)
  expect(t.committed).toHaveLength(1)
})
