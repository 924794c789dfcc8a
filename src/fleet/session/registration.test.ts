import { describe, expect, test } from '@jest/globals'
import { presenceKey } from '../registry/keys.ts'
import { leaseGrant, put } from '../../store/contract.ts'
import {
  answerOf,
  claim,
  fleetTrial,
  kinds,
  loseAnswer,
  machineIn,
  objectOf,
  PRESENCE,
  TTL_MS,
} from './session-fixture.ts'

describe('a machine that rebooted', () => {
  test('rejoins at once, and what hung on its old session is gone', () => {
    const t = fleetTrial()
    const old = machineIn(t).daemon()
    t.pass(100)
    claim(t, old.session)
    t.kernel.drop(old.task)
    const { session } = machineIn(t, { boot: 2 }).daemon()
    t.pass(100)
    expect(session.lease).toBeDefined()
    expect(objectOf(t.stored().get(PRESENCE))).toMatchObject({ Boot: 2, Session: session.lease })
    expect(t.stored().has('job/u.service/job-state')).toBe(false)
  })

  test('leaves the session of a later boot alone', () => {
    const t = fleetTrial()
    const later = machineIn(t, { boot: 3 }).daemon()
    t.pass(100)
    const { session } = machineIn(t, { boot: 2 }).daemon()
    t.pass(3 * TTL_MS)
    expect(session.lease).toBeUndefined()
    expect(t.stored().get(PRESENCE)?.lease).toBe(later.session.lease)
  })
})

describe('TestDetectMachineId', () => {
  test('a host with an id that is taken waits, says so once, and joins when it is free', () => {
    const t = fleetTrial()
    const first = machineIn(t)
    const { session } = first.daemon()
    t.pass(100)
    const twin = machineIn(t, { host: 'twin', boot: 5 })
    const second = twin.daemon()
    t.pass(5 * TTL_MS)
    expect(second.session.lease).toBeUndefined()
    expect(t.stored().get(PRESENCE)?.lease).toBe(session.lease)
    expect(twin.host.told).toMatchObject([{ kind: 'fleet.duplicate', machine: 'a', other: 'a' }])
    first.host.start(session.leave())
    t.pass(TTL_MS / 2)
    expect(t.stored().get(PRESENCE)?.lease).toBe(second.session.lease)
    expect(second.session.lease).toBeDefined()
  })

  test('a presence that cannot be read is not overwritten', () => {
    const t = fleetTrial()
    t.store(presenceKey('a'), '{"ID":"a"}')
    const { host, daemon } = machineIn(t)
    const { session } = daemon()
    t.pass(2 * TTL_MS)
    expect(session.lease).toBeUndefined()
    expect(host.told).toMatchObject([{ kind: 'fleet.duplicate', other: 'unknown' }])
  })
})

describe('a registration', () => {
  test('whose answer was lost is found, and goes on with its lease', () => {
    const t = fleetTrial()
    const { host, daemon } = machineIn(t)
    const count = loseAnswer(host, ({ kind }) => kind === 'txn')
    const { session } = daemon()
    t.pass(1000)
    expect(count.meant).toBe(1)
    expect(t.stored().get(PRESENCE)).toMatchObject({ version: 1, lease: session.lease })
    expect(kinds(host.told)).toEqual(['fleet.joined'])
  })

  test('of an earlier boot that arrives late is cleared away', () => {
    const t = fleetTrial()
    const asked = t.ask(t.desk, leaseGrant(60))
    t.pass(50)
    const { lease } = answerOf(asked)
    const late = JSON.stringify({
      ID: 'a',
      Host: 'a',
      Boot: 1,
      Session: lease,
      PublicIP: '',
      Metadata: {},
      Version: '',
    })
    t.ask(t.desk, put({ key: presenceKey('a'), value: late, lease }))
    const { session } = machineIn(t, { boot: 2 }).daemon()
    t.pass(TTL_MS / 2)
    expect(t.stored().get(PRESENCE)?.lease).toBe(session.lease)
  })
})
