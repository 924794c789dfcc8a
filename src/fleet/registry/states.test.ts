import { describe, expect, test } from '@jest/globals'
import type { Operation, Outcome, Program } from '../../runtime/operation.ts'
import { leaseGrant, leaseRevoke, put, range } from '../../store/contract.ts'
import { trial } from '../../worlds/sim/etcd/fixture.ts'
import { readUnit } from '../read-unit.ts'
import type { Job } from '../snapshot.ts'
import { encodeUnitState } from './codecs.ts'
import { stateKey } from './keys.ts'
import { GLOBAL, stateOf, TEXT } from './registry-fixture.ts'
import { currentState, publishState, readStates, removeState } from './states.ts'

function stated() {
  const t = trial(1)
  t.boot()
  const host = t.client('desk')
  const good = <T>(program: Program<Outcome<T>>): T => {
    const asked = t.ask(host, program as unknown as Operation<Outcome<T>>)
    t.pass(100)
    if (asked.outcome?.kind !== 'ok') throw new Error(JSON.stringify(asked.outcome))
    return asked.outcome.value
  }
  const call = <T>(operation: Operation<Outcome<T>>): T => good(operation as unknown as Program<Outcome<T>>)
  const leases = new Map<string, string>()
  const session = (machine: string): string => {
    const lease = leases.get(machine) ?? call(leaseGrant(60)).lease
    leases.set(machine, lease)
    return lease
  }
  const say = (unit: string, machine: string) => good(publishState(session(machine), stateOf(unit, machine), 0))
  const listed = (only = {}) => good(readStates(only)).states.map(({ unit, machine }) => `${unit} ${machine}`)
  return { ...t, host, good, call, session, say, listed }
}

describe('states of units', () => {
  test('TestSaveUnitState: a state lies under the key of its unit and its machine, on the lease', () => {
    const t = stated()
    t.say('foo.service', 'm0')
    const { kvs } = t.call(range({ key: stateKey('foo.service', 'm0') }))
    expect(kvs).toMatchObject([{ value: encodeUnitState(stateOf('foo.service', 'm0')), lease: t.session('m0') }])
    expect(JSON.parse(kvs[0]?.value ?? '')).toEqual({
      loadState: 'loaded',
      activeState: 'active',
      subState: 'running',
      machineID: 'm0',
      unitHash: '1c6fb6f3684bafb0c173d8b8b957ceff031180c1',
      launched: true,
    })
  })

  test('TestRemoveUnitState: a machine removes its own, and no other', () => {
    const t = stated()
    t.say('foo.service', 'm0')
    t.say('foo.service', 'm1')
    t.say('foo2.service', 'm0')
    const [kv] = t.call(range({ key: stateKey('foo.service', 'm0') })).kvs
    expect(t.good(removeState('foo.service', 'm0', kv!.modRevision))).toEqual({ kind: 'published', revision: 0 })
    t.good(removeState('never.service', 'm0', 0))
    expect(t.listed()).toEqual(['foo.service m1', 'foo2.service m0'])
  })

  test('a word that was made before the newest one does not replace it', () => {
    const t = stated()
    const { revision } = t.say('foo.service', 'm0')
    const state = stateOf('foo.service', 'm0')
    expect(t.good(publishState(t.session('m0'), { ...state, active: 'failed' }, 0))).toEqual({
      kind: 'stale',
      revision,
    })
    expect(t.good(removeState('foo.service', 'm0', revision - 1))).toEqual({ kind: 'stale', revision })
    expect(t.good(readStates({})).states).toEqual([state])
    expect(t.good(publishState(t.session('m0'), { ...state, active: 'failed' }, revision)).kind).toBe('published')
  })

  test('end with the session of their machine, which says nothing after it', () => {
    const t = stated()
    t.say('foo.service', 'm0')
    t.say('foo.service', 'm1')
    t.call(leaseRevoke(t.session('m0')))
    expect(t.listed()).toEqual(['foo.service m1'])
    expect(() => t.say('foo.service', 'm0')).toThrow('lease not found')
  })

  test('TestUnitStates: all, by unit and then by machine', () => {
    const t = stated()
    for (const unit of ['b.service', 'a', 'a.service', 'a-b.service']) {
      for (const machine of ['m1', 'm0']) t.say(unit, machine)
    }
    expect(t.listed()).toEqual([
      ...['a m0', 'a m1', 'a-b.service m0', 'a-b.service m1'],
      ...['a.service m0', 'a.service m1', 'b.service m0', 'b.service m1'],
    ])
  })

  test('TestGetUnitState: those of one unit, of one machine, of both', () => {
    const t = stated()
    for (const unit of ['a.service', 'a.service2.service', 'b.service']) {
      for (const machine of ['m0', 'm1']) t.say(unit, machine)
    }
    expect(t.listed({ unit: 'a.service' })).toEqual(['a.service m0', 'a.service m1'])
    expect(t.listed({ machine: 'm1' })).toEqual(['a.service m1', 'a.service2.service m1', 'b.service m1'])
    expect(t.listed({ unit: 'b.service', machine: 'm0' })).toEqual(['b.service m0'])
    expect(t.listed({ unit: 'c.service' })).toEqual([])
    expect(t.good(readStates({ unit: 'b.service' })).states[0]).toEqual(stateOf('b.service', 'm0'))
  })

  test('that cannot be read do not hide the others', () => {
    const t = stated()
    t.say('a.service', 'm0')
    t.call(put({ key: stateKey('a.service', 'm1'), value: encodeUnitState(stateOf('a.service', 'm0')) }))
    const { states, unreadable } = t.good(readStates({ unit: 'a.service' }))
    expect(states).toHaveLength(1)
    expect(unreadable).toEqual([{ key: stateKey('a.service', 'm1'), why: 'is that of m0' }])
  })

  test('are read in pages, at one revision', () => {
    const t = stated()
    const lease = t.session('m0')
    for (let i = 0; i < 1001; i++) {
      t.ask(t.host, publishState(lease, stateOf(`${i}.service`, 'm0'), 0) as unknown as Operation<Outcome<unknown>>)
    }
    t.pass(1000)
    expect(t.good(readStates()).states).toHaveLength(1001)
  })
})

describe('the current state', () => {
  const job = (target: string | undefined, text = TEXT): Job => ({
    ...{ name: 'a.service', targetState: 'launched', target, revision: 1 },
    unit: readUnit('a.service', text),
  })
  const claimed = (machine: string) => new Map([['a.service', machine]])
  const states = [stateOf('b.service', 'm1'), stateOf('a.service', 'm0')]

  test.each([
    ['it has no target', job(undefined), claimed('m0'), 'inactive'],
    ['its target says nothing of it', job('m1'), claimed('m1'), 'inactive'],
    ['its target has it', job('m0'), new Map<string, string>(), 'loaded'],
    ['another machine still has the claim', job('m0'), claimed('m1'), 'loaded'],
    ['its target has it, and the claim', job('m0'), claimed('m0'), 'launched'],
    ['it is global', job(undefined, GLOBAL), new Map<string, string>(), undefined],
    ['its object cannot be read', { ...job('m0'), unit: undefined }, claimed('m0'), undefined],
  ])('when %s', (_, one, claims, state) => expect(currentState(one, claims, states)).toBe(state))
})
