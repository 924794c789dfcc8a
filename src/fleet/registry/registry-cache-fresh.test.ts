import { describe, expect, test } from '@jest/globals'
import { cached, CALL_MS } from './cache-fixture.ts'
import { encodeUnitState } from './codecs.ts'
import { stateKey } from './keys.ts'
import { objectOf, put, stateOf } from './registry-fixture.ts'

const state = put(stateKey('a.service', 'm0'), encodeUnitState(stateOf('a.service', 'm0')))

describe('a fresh snapshot', () => {
  test('holds what was acknowledged before, though the watched member hears of it late', () => {
    const t = cached()
    t.start()
    const mend = t.isolate(t.follower)
    const written = t.write(objectOf('a.service'))
    t.fresh() // asks that member in vain; the next one asks another
    t.pass(CALL_MS + 10)
    expect(written.outcome).toMatchObject({ kind: 'ok' })
    const fresh = t.fresh()
    t.pass(500)
    expect(fresh.outcome).toBeUndefined()
    mend()
    t.pass(300)
    const snapshot = fresh.outcome?.kind === 'ok' ? fresh.outcome.value : undefined
    expect(snapshot?.jobs.has('a.service')).toBe(true)
  })

  test('waits until the first read is done', () => {
    const t = cached()
    t.write(objectOf('a.service'))
    t.pass(50)
    const fresh = t.fresh()
    t.start()
    expect(fresh.outcome).toMatchObject({ kind: 'ok' })
  })

  test('comes when the last revisions were outside of what is watched: the watch is asked', () => {
    const t = cached()
    t.start()
    t.write(state)
    t.pass(50)
    const fresh = t.fresh()
    t.pass(50)
    expect(fresh.outcome).toEqual({ kind: 'ok', value: t.cache.snapshot })
    expect(t.kinds()).toEqual(['range', 'watch', 'range', 'progress'])
    t.fresh()
    t.pass(50)
    expect(t.kinds().at(-1)).toBe('range') // nothing has happened since
  })

  test('is unknown when the watch is behind for too long, which is begun elsewhere', () => {
    const t = cached()
    t.start()
    t.isolate(t.follower)
    t.write(objectOf('a.service'))
    const unread = t.fresh()
    t.pass(CALL_MS + 10)
    expect(unread.outcome).toEqual({ kind: 'unknown', reason: 'no answer in time' })
    const behind = t.fresh()
    t.pass(CALL_MS + 100)
    expect(behind.outcome).toEqual({ kind: 'unknown', reason: 'the watch has told revision 1 of 2' })
    t.pass(500)
    const fresh = t.fresh()
    t.pass(100)
    expect(fresh.outcome).toMatchObject({ kind: 'ok' })
    expect(t.cache.snapshot?.jobs.size).toBe(1)
  })

  test('is refused while the store is away', () => {
    const t = cached()
    t.start()
    for (const member of t.members) t.cluster.crash(member, { silent: false })
    const fresh = t.fresh()
    t.pass(CALL_MS + 10)
    expect(fresh.outcome).toMatchObject({ kind: 'fail', reason: 'unreachable' })
  })
})
