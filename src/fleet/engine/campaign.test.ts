import { describe, expect, test } from '@jest/globals'
import { encodeLeader } from '../registry/codecs.ts'
import { ENGINE_VERSION_KEY, LEADER_KEY } from '../registry/keys.ts'
import { kinds } from '../session/session-fixture.ts'
import { leaseGrant, put } from '../../store/contract.ts'
import { engineTrial, ofKind } from './engine-fixture.ts'
import { ENGINE_RULES } from './rules.ts'

describe('TestAcquireLeadership', () => {
  const own = { machine: 'a', version: 1 }
  test.each([
    ['nobody leads', undefined, true],
    ['an older engine leads', { machine: 'b', version: 0 }, true],
    ['an engine of the same version leads', { machine: 'b', version: 1 }, false],
    ['a newer engine leads', { machine: 'b', version: 2 }, false],
    ['an earlier daemon of the machine led', { machine: 'a', version: 1 }, true],
  ])('%s', (_, leader, expected) => {
    expect(ENGINE_RULES.mayLead(leader, own)).toBe(expected)
  })
})

describe('TestEnsureEngineVersionMatch', () => {
  test.each([
    ['none is raised to 1', undefined, true, '1'],
    ['0 is raised to 1', '0', true, '1'],
    ['1 stays', '1', true, '1'],
    ['2 keeps the engine out', '2', false, '2'],
    ['what cannot be read keeps the engine out', 'x', false, 'x'],
  ])('%s', (_, stored, expected, left) => {
    const t = engineTrial([])
    if (stored !== undefined) t.store(ENGINE_VERSION_KEY, stored)
    const { host } = t.daemon('a')
    t.pass(2000)
    expect(kinds(host.told).includes('engine.leads')).toBe(expected)
    expect(t.stored().get('engine/version')?.value).toBe(left)
    expect(t.leader()).toBe(expected ? 'a' : undefined)
  })

  test('an engine yields to a newer one', () => {
    const t = engineTrial(['a'])
    t.pass(1000)
    t.store(ENGINE_VERSION_KEY, '2')
    t.pass(1000)
    expect(t.find('a').host.told.at(-1)).toMatchObject({ kind: 'engine.yields', why: 'engines have version 2' })
    expect(t.leader()).toBeUndefined()
  })
})

describe('an older engine', () => {
  /** Has just begun to lead, on a lease of eight seconds. */
  function old(value: string) {
    const t = engineTrial([])
    const asked = t.ask(t.desk, leaseGrant(8))
    t.pass(50)
    if (asked.outcome?.kind !== 'ok') throw new Error('no lease')
    t.ask(t.desk, put({ key: LEADER_KEY, value, lease: asked.outcome.value.lease }))
    t.pass(50)
    return t
  }

  test.each([
    ['an old record', encodeLeader({ machine: 'old', version: 0 })],
    ['its id alone', 'old'],
  ])('with %s is put out, and nothing is written for as long as it may not know', (_, value) => {
    const t = old(value)
    const { host } = t.daemon('a')
    t.create('u.service')
    t.pass(1000)
    expect(t.leader()).toBe('a')
    const [{ at } = { at: 0 }] = ofKind(host.told, 'engine.leads')
    t.pass(at + 7900 - t.timers.now())
    expect(t.target('u.service')).toBeUndefined()
    t.pass(500)
    expect(t.target('u.service')).toBe('a')
    expect(ofKind(host.told, 'engine.leads')).toHaveLength(1)
  })

  test.each([[encodeLeader({ machine: 'new', version: 2 })], ['{"MachineID":']])(
    'that is none is left alone: %s',
    (value) => {
      const t = old(value)
      t.daemon('a')
      t.pass(3000)
      expect(t.stored().get('lease/engine-leader')?.value).toBe(value)
    },
  )
})
