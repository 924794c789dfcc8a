import { describe, expect, test } from '@jest/globals'
import { leaseRevoke } from '../../store/contract.ts'
import { claim, fleetTrial, kinds, machineIn, objectOf, PRESENCE, TTL_MS } from './session-fixture.ts'

describe('a session', () => {
  test('registers its machine on its lease and keeps it alive', () => {
    const t = fleetTrial()
    const { host, memory, daemon } = machineIn(t)
    const { session } = daemon()
    const mailbox = session.subscribe()
    t.pass(100)
    expect(mailbox.messages).toEqual(['changed'])
    const before = t.stored().get(PRESENCE)
    expect(objectOf(before)).toEqual({
      ID: 'a',
      Host: 'a',
      Boot: 1,
      Session: session.lease,
      PublicIP: '10.0.0.1',
      Metadata: { zone: 'a' },
      Version: '1.0.0',
    })
    t.pass(5 * TTL_MS)
    expect(t.stored().get(PRESENCE)).toEqual(before)
    expect(session.validUntil).toBeGreaterThan(t.timers.now() + TTL_MS / 2)
    expect(memory.lease).toBe(session.lease)
    expect(host.told).toMatchObject([{ kind: 'fleet.joined', machine: 'a', session: session.lease }])
  })

  test('counts its validity from when it asked', () => {
    const t = fleetTrial()
    const { host, daemon } = machineIn(t)
    const { session } = daemon()
    t.pass(100)
    host.isolate()
    t.pass(100)
    const { validUntil } = session
    expect(validUntil).toBeLessThan(100 + t.timers.now() - 200 + TTL_MS)
    t.pass(validUntil - t.timers.now() - 51)
    expect(t.stored().has(PRESENCE)).toBe(true)
    t.pass(TTL_MS / 2)
    expect(t.stored().has(PRESENCE)).toBe(false)
    expect(session.validUntil).toBe(validUntil)
  })

  test('survives lost answers', () => {
    const t = fleetTrial()
    const { host, daemon } = machineIn(t)
    const { session } = daemon()
    t.pass(100)
    const { lease } = session
    for (let i = 0; i < 6; i++) {
      const mend = host.isolate()
      t.pass(0.5 * TTL_MS)
      mend()
      t.pass(0.5 * TTL_MS)
    }
    expect(session.lease).toBe(lease)
    expect(t.stored().has(PRESENCE)).toBe(true)
  })

  test('that was lost is told as such, and the machine registers anew', () => {
    const t = fleetTrial()
    const { host, memory, daemon } = machineIn(t)
    const { session } = daemon()
    t.pass(100)
    const first = session.lease
    const mailbox = session.subscribe()
    const mend = host.isolate()
    t.pass(2 * TTL_MS)
    expect(t.stored().has(PRESENCE)).toBe(false)
    expect(session.lease).toBe(first) // nobody has said so yet
    mailbox.messages.length = 0
    mend()
    t.pass(TTL_MS / 2)
    expect(mailbox.messages).toEqual(['changed'])
    expect(session.lease).not.toBe(first)
    expect(memory.lease).toBe(session.lease)
    expect(t.stored().get(PRESENCE)?.lease).toBe(session.lease)
    expect(kinds(host.told)).toEqual(['fleet.joined', 'fleet.joined'])
  })

  test('knows of no lease and no validity between two', () => {
    const t = fleetTrial()
    const { session } = machineIn(t).daemon()
    t.pass(100)
    t.ask(t.desk, leaseRevoke(session.lease as string))
    const seen: unknown[] = []
    for (let i = 0; i < TTL_MS; i += 10) {
      t.pass(10)
      if (session.lease === undefined) seen.push(session.validUntil)
    }
    expect(new Set(seen)).toEqual(new Set([-Infinity]))
    expect(session.lease).toBeDefined()
  })
})

describe('a daemon that starts again', () => {
  test('goes on with the lease of the one that crashed', () => {
    const t = fleetTrial()
    const { host, daemon } = machineIn(t)
    const crashed = daemon()
    t.pass(100)
    claim(t, crashed.session)
    t.kernel.drop(crashed.task)
    t.pass(TTL_MS / 2)
    const { session } = daemon()
    expect(session.lease).toBeUndefined()
    t.pass(50)
    expect(session.lease).toBe(crashed.session.lease)
    t.pass(3 * TTL_MS)
    expect(t.stored().has('job/u.service/job-state')).toBe(true)
    expect(kinds(host.told)).toEqual(['fleet.joined'])
  })

  test('after its lease ended registers anew', () => {
    const t = fleetTrial()
    const { daemon } = machineIn(t)
    const crashed = daemon()
    t.pass(100)
    t.kernel.drop(crashed.task)
    t.pass(2 * TTL_MS)
    const { session } = daemon()
    t.pass(1000)
    expect(session.lease).not.toBe(crashed.session.lease)
    expect(t.stored().get(PRESENCE)?.lease).toBe(session.lease)
  })

  test('at every moment of its first registration joins all the same', () => {
    for (let ms = 1; ms < 40; ms++) {
      const t = fleetTrial()
      const { daemon } = machineIn(t)
      const crashed = daemon()
      t.pass(ms)
      t.kernel.drop(crashed.task)
      const { session } = daemon()
      t.pass(1000)
      expect([ms, session.lease !== undefined && t.stored().get(PRESENCE)?.lease === session.lease]).toEqual([ms, true])
    }
  })
})

describe('leaving', () => {
  test('ends the lease at once, and the session for good', () => {
    const t = fleetTrial()
    const { host, memory, daemon } = machineIn(t)
    const { session } = daemon()
    t.pass(100)
    claim(t, session)
    host.start(session.leave())
    expect(session.lease).toBeUndefined()
    t.pass(50)
    expect(t.stored().size).toBe(0)
    t.pass(3 * TTL_MS)
    expect(t.stored().size).toBe(0)
    expect(memory.lease).toBeUndefined()
    expect(kinds(host.told)).toEqual(['fleet.joined', 'fleet.left'])
  })

  test('takes no longer than one call, whether or not the store is there', () => {
    const t = fleetTrial()
    const { host, daemon } = machineIn(t)
    const { session } = daemon()
    t.pass(100)
    host.isolate()
    const at = t.timers.now()
    host.start(session.leave())
    t.pass(TTL_MS)
    expect(host.told.at(-1)).toMatchObject({ kind: 'fleet.left', at: at + 1000 })
  })

  test('at every moment of the registration leaves nothing behind', () => {
    for (let ms = 0; ms < 40; ms++) {
      const t = fleetTrial()
      const { host, daemon } = machineIn(t)
      const { session } = daemon()
      t.pass(ms)
      host.start(session.leave())
      t.pass(100)
      expect([ms, t.stored().size]).toEqual([ms, 0])
    }
  })
})
