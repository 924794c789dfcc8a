import { describe, expect, test } from '@jest/globals'
import { type CallOptions, compact, put, range, txn } from '../../../store/contract.ts'
import { ELECTION_MS, trial } from './fixture.ts'

const set = (value: string, options: CallOptions = {}) => put({ key: 'k', value }, options)
const get = (options: CallOptions = {}, serializable = false) => range({ key: 'k', serializable }, options)
const casFrom = (operand: number, value: string, options: CallOptions = {}) =>
  txn(
    {
      compares: [{ key: 'k', target: 'mod-revision', relation: '=', operand }],
      then: [{ kind: 'put', key: 'k', value }],
      otherwise: [],
    },
    options,
  )

const OK = { kind: 'ok' }
const LATE = { kind: 'unknown', reason: 'no answer in time' }

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

describe('losing the leader', () => {
  test.each(['crash', 'pause', 'isolate'] as const)('by %s stops writes until another is elected', (how) => {
    const t = trial(3)
    const leader = t.boot()
    const other = t.members.find((member) => member !== leader) as string
    if (how === 'crash') t.cluster.crash(leader, { silent: true })
    else if (how === 'pause') t.cluster.pause(leader)
    else t.isolate(leader)
    expect(t.cluster.leader()).toBeUndefined()
    const host = t.client('desk')
    const early = t.ask(host, set('early', { member: other, withinMs: ELECTION_MS - 10 }))
    t.pass(ELECTION_MS - 1)
    expect(early.outcome).toEqual(LATE)
    expect(t.cluster.leader()).toBeUndefined()
    t.pass(ELECTION_MS + 50)
    expect(t.cluster.leader()).not.toBe(leader)
    const late = t.ask(host, set('late', { member: other }))
    t.pass(100)
    expect(late.outcome).toMatchObject(OK)
    expect(t.leaders).toEqual([leader, undefined, t.cluster.leader()])
    expect(t.cluster.term()).toBe(2)
  })

  test('a short cut keeps the leader, and what was pending commits when the quorum is back', () => {
    const t = trial(3)
    const leader = t.boot()
    const mend = t.isolate(leader)
    const host = t.client('desk')
    const write = t.ask(host, set('1', { member: leader }))
    const read = t.ask(host, get({ member: leader }))
    t.pass(ELECTION_MS / 2)
    expect(write.outcome).toBeUndefined()
    expect(read.outcome).toBeUndefined()
    mend()
    t.pass(50)
    expect(write.outcome).toMatchObject(OK)
    expect(read.outcome).toMatchObject(OK)
    expect(t.cluster.term()).toBe(1)
  })

  test('an isolated leader loses what it alone has taken in', () => {
    const t = trial(3)
    const leader = t.boot()
    const mend = t.isolate(leader)
    const host = t.client('desk')
    const write = t.ask(host, set('lost', { member: leader }))
    t.pass(3 * ELECTION_MS)
    expect(write.outcome).toEqual(LATE)
    mend()
    t.pass(20_000)
    expect(t.committed).toEqual([])
  })

  test('what it alone has taken in stays lost when another election follows', () => {
    const t = trial(3)
    const leader = t.boot()
    const mend = t.isolate(leader)
    const host = t.client('desk')
    for (let i = 0; i < 9; i++) t.ask(host, set('lost', { member: leader }))
    t.pass(3 * ELECTION_MS)
    mend()
    t.pass(100)
    t.cluster.crash(t.cluster.leader() as string, { silent: true })
    t.pass(3 * ELECTION_MS)
    const write = t.ask(host, set('kept', { member: leader }))
    t.pass(100)
    expect(write.outcome).toMatchObject(OK)
    expect(t.committed).toHaveLength(1)
  })

  test('lost twice in a row, it has its full time again', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const t = trial(3, seed)
      const mend = t.isolate(t.boot())
      t.pass(ELECTION_MS - 100)
      mend()
      t.pass(50)
      const mendAgain = t.isolate(t.cluster.leader() as string)
      t.pass(ELECTION_MS - 1)
      mendAgain()
      t.pass(50)
      expect(t.cluster.term()).toBe(1)
      expect(t.cluster.leader()).toBeDefined()
    }
  })

  test('a leader that restarts at once has to be elected like any other', () => {
    const t = trial(3)
    const leader = t.boot()
    t.cluster.crash(leader, { silent: false })
    t.cluster.start(leader)
    t.pass(ELECTION_MS - 1)
    expect(t.cluster.leader()).toBeUndefined()
    t.pass(ELECTION_MS + 50)
    expect(t.cluster.leader()).toBeDefined()
    expect(t.cluster.term()).toBe(2)
  })

  test('a one-way cut is enough', () => {
    const t = trial(3)
    const leader = t.boot()
    for (const member of t.members) if (member !== leader) t.network.cut(`etcd:${member}`, `etcd:${leader}`)
    t.cluster.topologyChanged()
    expect(t.cluster.leader()).toBeUndefined()
    t.pass(3 * ELECTION_MS)
    expect(t.cluster.leader()).not.toBe(leader)
    expect(t.cluster.leader()).toBeDefined()
  })

  test('with no leader for long, the member itself gives up', () => {
    const t = trial(3)
    t.boot()
    t.cluster.crash('m1', { silent: false })
    t.cluster.crash('m2', { silent: false })
    t.pass(5000)
    const write = t.ask(t.client('desk'), set('1', { member: 'm0', withinMs: 60_000 }))
    t.pass(5000 + 2 * ELECTION_MS + 10)
    expect(write.outcome).toEqual({ kind: 'unknown', reason: 'etcdserver: request timed out' })
  })
})

describe('a client', () => {
  test('is refused by a killed process, and hears nothing of a lost machine', () => {
    const t = trial(3)
    t.boot()
    t.cluster.crash('m0', { silent: false })
    t.cluster.crash('m1', { silent: true })
    const host = t.client('desk')
    const refused = t.ask(host, set('1', { member: 'm0' }))
    const silent = t.ask(host, set('1', { member: 'm1' }))
    t.pass(11)
    expect(refused.outcome).toEqual({ kind: 'fail', reason: 'unreachable' })
    t.pass(2980)
    expect(silent.outcome).toBeUndefined()
    t.pass(20)
    expect(silent.outcome).toEqual(LATE)
  })

  test('turns to the next member when one fails', () => {
    const t = trial(3)
    t.boot()
    t.cluster.crash('m0', { silent: false })
    t.pass(3 * ELECTION_MS)
    const host = t.client('desk')
    const first = t.ask(host, set('1'))
    t.pass(20)
    expect(first.outcome).toMatchObject({ kind: 'fail' })
    const second = t.ask(host, set('2'))
    t.pass(50)
    expect(second.outcome).toMatchObject(OK)
  })

  test('learns at once that the process died that worked for it', () => {
    const t = trial(3)
    t.boot()
    t.isolate('m0')
    const write = t.ask(t.client('desk'), set('1', { member: 'm0' }))
    t.pass(10)
    t.cluster.crash('m0', { silent: false })
    t.pass(10)
    expect(write.outcome).toEqual({ kind: 'unknown', reason: 'connection lost' })
  })

  test('reads back in time from a member that is cut off, and only serializably', () => {
    const t = trial(3)
    const leader = t.boot()
    const lagging = t.members.find((member) => member !== leader) as string
    const host = t.client('desk')
    t.ask(host, set('old', { member: leader }))
    t.pass(100)
    const mend = t.isolate(lagging)
    t.ask(host, set('new', { member: leader }))
    t.pass(100)
    const stale = t.ask(host, get({ member: lagging }, true))
    const fresh = t.ask(host, get({ member: lagging }))
    t.pass(100)
    expect(stale.outcome).toMatchObject({ value: { revision: 2, kvs: [{ value: 'old' }] } })
    expect(fresh.outcome).toBeUndefined()
    mend()
    t.pass(100)
    expect(fresh.outcome).toMatchObject({ value: { revision: 3, kvs: [{ value: 'new' }] } })
  })

  test('reads its own writes from any member, however late that one hears of them', () => {
    const t = trial(3)
    const leader = t.boot()
    const follower = t.members.find((member) => member !== leader) as string
    const send = t.network.send.bind(t.network)
    let slow = true
    t.network.send = (from, to, deliver) => {
      const late = slow && from === `etcd:${leader}` && to === `etcd:${follower}`
      send(from, to, late ? () => t.timers.callAt(t.timers.now() + 500, deliver) : deliver)
    }
    const host = t.client('desk')
    const write = t.ask(host, set('1', { member: leader }))
    t.pass(50)
    expect(write.outcome).toMatchObject(OK)
    slow = false
    const stale = t.ask(host, get({ member: follower }, true))
    const read = t.ask(host, get({ member: follower }))
    t.pass(600)
    expect(stale.outcome).toMatchObject({ value: { count: 0 } })
    expect(read.outcome).toMatchObject({ value: { kvs: [{ value: '1' }] } })
  })

  test('fails for what is compacted, to come, or malformed', () => {
    const t = trial(3)
    t.boot()
    const host = t.client('desk')
    for (const value of ['1', '2', '3']) {
      t.ask(host, set(value))
      t.pass(50)
    }
    const compacted = t.ask(host, compact(3))
    t.pass(50)
    expect(compacted.outcome).toMatchObject(OK)
    const outcomes = [range({ key: 'k', revision: 2 }), range({ key: 'k', revision: 9 }), range({ key: '' })].map(
      (read) => t.ask(host, read),
    )
    t.pass(50)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      ['compacted', 'future revision', 'invalid request'].map((reason) => ({ kind: 'fail', reason })),
    )
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
