// What a client is told by a member that is down, cut off, behind or right.

import { describe, expect, test } from '@jest/globals'
import { compact, range } from '../../../store/contract.ts'
import { ELECTION_MS, get, LATE, OK, set, trial } from './fixture.ts'

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
