import { describe, expect, test } from '@jest/globals'
import { destroyUnit, replaceUnit, setTargetState } from '../registry/units.ts'
import { jobKey } from '../registry/keys.ts'
import { TTL_MS } from '../session/session-fixture.ts'
import { agentTrial, fileOf } from './agent-fixture.ts'
import { AGENT_RULES } from './rules.ts'

const UNIT = 'a.service'
const GLOBAL = fileOf('g', 'Global=true\n')

/** One machine that is present. */
function alone(rules = AGENT_RULES) {
  const t = agentTrial()
  const daemon = t.m0.daemon(rules)
  t.pass(1000)
  t.m0.manager.orders.length = 0
  return { ...t, daemon, manager: t.m0.manager }
}

function withUnit(state: 'loaded' | 'launched' = 'launched') {
  const t = alone()
  t.create(UNIT, state)
  t.schedule(UNIT, 'm0')
  t.pass(300)
  return t
}

describe('one machine', () => {
  test('TestAgentLoadUnloadUnit', () => {
    const t = withUnit('loaded')
    expect(t.manager.orders).toEqual([`load ${UNIT}`, 'reload'])
    t.does(destroyUnit(UNIT))
    expect(t.manager.units()).toEqual([])
    expect(t.manager.orders.slice(2)).toEqual([`unload ${UNIT}`, 'reload'])
  })

  test('TestAgentLoadStartStopUnit', () => {
    const t = withUnit()
    expect(t.manager.orders).toEqual([`load ${UNIT}`, 'reload', `start ${UNIT}`])
    expect(t.claimant(UNIT)).toBe('m0')
    t.does(setTargetState(UNIT, 'loaded'))
    expect(t.manager.orders.slice(3)).toEqual([`stop ${UNIT}`])
    expect(t.claimant(UNIT)).toBeUndefined()
    t.does(setTargetState(UNIT, 'launched'))
    expect(t.manager.orders.slice(4)).toEqual([`start ${UNIT}`])
    expect(t.m0.told.filter(({ kind }) => kind.includes('claimed')).map(({ kind }) => kind)).toEqual([
      'unit.claimed',
      'unit.unclaimed',
      'unit.claimed',
    ])
  })

  test('all files are there and read before anything is started', () => {
    const t = alone()
    for (const name of ['b.service', 'c.service', UNIT]) t.create(name, 'launched', fileOf('x', 'Global=true\n'))
    const { orders } = t.manager
    expect(orders.lastIndexOf('reload')).toBeLessThan(orders.findLastIndex((order) => order.startsWith('start')))
  })

  test('a unit that fails or exits stays launched: it is not started again (coreos/fleet #1091)', () => {
    for (const active of ['failed', 'inactive'] as const) {
      const t = withUnit()
      t.m0.does(t.manager.show(UNIT, { load: 'loaded', active, sub: 'dead' }))
      t.pass(3000)
      expect(t.manager.orders.filter((order) => order.startsWith('start'))).toHaveLength(1)
      expect(t.claimant(UNIT)).toBe('m0')
    }
  })

  test('another file under the same name replaces the old one, when that has stopped', () => {
    const t = withUnit()
    t.manager.slow.add(UNIT)
    const { modRevision } = t.stored().get(`job/${UNIT}/object`)!
    t.does(replaceUnit(UNIT, fileOf('b'), 'launched', modRevision))
    t.schedule(UNIT, 'm0')
    t.pass(3000)
    expect(t.manager.orders.slice(3).filter((order) => order !== 'reload')).toEqual([`unload ${UNIT}`])
    expect(t.claimant(UNIT)).toBe('m0')
    t.m0.does(t.manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    t.pass(300)
    expect(t.manager.orders.slice(-3)).toEqual([`load ${UNIT}`, 'reload', `start ${UNIT}`])
    expect(t.claimant(UNIT)).toBe('m0')
  })

  test('a unit that comes back while it is being unloaded starts only when it is loaded anew (coreos/fleet #669)', () => {
    const t = withUnit()
    t.manager.slow.add(UNIT)
    t.does(setTargetState(UNIT, 'inactive'))
    t.does(setTargetState(UNIT, 'launched'))
    t.pass(2000)
    expect(t.manager.orders.filter((order) => order.startsWith('start'))).toHaveLength(1)
    t.m0.does(t.manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    t.pass(300)
    expect(t.manager.orders.slice(-3)).toEqual([`load ${UNIT}`, 'reload', `start ${UNIT}`])
  })

  test('a task that fails is told, tried again after a while, and holds up no other (coreos/fleet #998, #1647)', () => {
    const t = alone()
    t.manager.failures.set(`start ${UNIT}`, 'no such program')
    t.create(UNIT, 'launched', GLOBAL)
    t.create('b.service', 'launched', fileOf('h', 'Global=true\n'))
    expect(t.manager.unit('b.service')?.alive).toBe(true)
    t.pass(2000)
    const failed = t.m0.told.filter(({ kind }) => kind === 'unit.task-failed')
    expect(failed.length).toBeGreaterThan(2)
    expect(failed.length).toBeLessThan(7)
    expect(failed[0]).toMatchObject({ unit: UNIT, machine: 'm0', task: 'start', why: 'no such program' })
    t.manager.failures.clear()
    t.pass(1100)
    expect(t.manager.unit(UNIT)?.alive).toBe(true)
  })

  test('a unit waits until what it conflicts with has stopped', () => {
    const t = withUnit()
    t.manager.slow.add(UNIT)
    t.does(destroyUnit(UNIT))
    t.create('b.service', 'launched', fileOf('b', 'Conflicts=a*\nGlobal=true\n'))
    t.pass(1000)
    expect(t.manager.unit('b.service')?.alive).toBe(false)
    t.m0.does(t.manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    t.pass(300)
    expect(t.manager.unit('b.service')?.alive).toBe(true)
    expect(t.claimant(UNIT)).toBeUndefined()
  })

  test('what cannot be read is left as it is', () => {
    const t = withUnit()
    t.store(jobKey(UNIT, 'target-state'), 'bogus')
    t.pass(2000)
    expect(t.manager.unit(UNIT)?.alive).toBe(true)
    expect(t.claimant(UNIT)).toBe('m0')
  })

  test('an agent that has nothing to do asks nobody for anything', () => {
    const t = withUnit()
    const before = [t.manager.orders.length, t.committed.length]
    t.pass(10 * TTL_MS)
    expect([t.manager.orders.length, t.committed.length]).toEqual(before)
  })
})

describe('a daemon that crashes', () => {
  test('finds its units and claims, and carries on (coreos/fleet #993)', () => {
    const t = withUnit()
    t.daemon.crash()
    t.pass(1000)
    t.m0.daemon()
    t.pass(3 * TTL_MS)
    expect(t.manager.orders.filter((order) => order !== 'reload')).toEqual([`load ${UNIT}`, `start ${UNIT}`])
    expect(t.claimant(UNIT)).toBe('m0')
    expect(t.manager.allowed.until).toBeGreaterThan(t.timers.now())
  })

  test('stops what was to be stopped meanwhile (coreos/fleet #993)', () => {
    const t = withUnit()
    t.daemon.crash()
    t.does(setTargetState(UNIT, 'loaded'))
    expect(t.manager.unit(UNIT)?.alive).toBe(true)
    t.m0.daemon()
    t.pass(2000)
    expect(t.manager.unit(UNIT)?.alive).toBe(false)
    expect(t.claimant(UNIT)).toBeUndefined()
  })
})
