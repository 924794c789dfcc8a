import { describe, expect, test } from '@jest/globals'
import { TTL_MS } from '../session/session-fixture.ts'
import { agentTrial, fileOf } from './agent-fixture.ts'
import { AGENT_RULES } from './rules.ts'

const UNIT = 'a.service'
const GLOBAL = fileOf('g', 'Global=true\n')

describe('two machines', () => {
  test('the new one starts a unit only when it has stopped on the old one', () => {
    const t = agentTrial(['m0', 'm1'])
    t.m0.daemon()
    t.m1.daemon()
    t.pass(1000)
    t.create(UNIT, 'launched')
    t.schedule(UNIT, 'm0')
    t.pass(300)
    t.m0.manager.slow.add(UNIT)
    t.schedule(UNIT, 'm1')
    t.pass(3000)
    expect(t.m1.manager.orders.slice(-2)).toEqual([`load ${UNIT}`, 'reload'])
    expect(t.claimant(UNIT)).toBe('m0')
    t.m0.does(t.m0.manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    t.pass(300)
    expect(t.m1.manager.unit(UNIT)?.alive).toBe(true)
    expect(t.claimant(UNIT)).toBe('m1')
  })
})

describe('a machine that is cut off', () => {
  function cutOff(rules = AGENT_RULES) {
    const t = agentTrial()
    t.m0.daemon(rules)
    t.pass(1000)
    t.create(UNIT, 'launched')
    t.schedule(UNIT, 'm0')
    t.create('g.service', 'launched', GLOBAL)
    const mend = t.m0.computer.isolate()
    let killedAt = Infinity
    let lostAt = Infinity
    for (let i = 0; i < 40; i++) {
      t.pass(250)
      if (!t.m0.manager.unit(UNIT)?.alive) killedAt = Math.min(killedAt, t.timers.now())
      if (t.claimant(UNIT) === undefined) lostAt = Math.min(lostAt, t.timers.now())
    }
    return { ...t, mend, killedAt, lostAt, manager: t.m0.manager }
  }

  test('has killed what may run only once before its claim is lost; the rest stays as it is (coreos/fleet #708)', () => {
    const t = cutOff()
    expect(t.killedAt).toBeLessThan(t.lostAt)
    expect(t.lostAt).toBeLessThan(Infinity)
    expect(t.manager.unit('g.service')?.alive).toBe(true)
    expect(t.manager.orders.some((order) => /^(stop|unload)/.test(order))).toBe(false)
    expect(t.m0.told.filter(({ kind }) => kind === 'fleet.fenced')).toMatchObject([{ machine: 'm0', units: [UNIT] }])
  })

  test('starts it again with a new claim when it is back', () => {
    const t = cutOff()
    t.mend()
    t.pass(3 * TTL_MS)
    expect(t.manager.unit(UNIT)?.alive).toBe(true)
    expect(t.claimant(UNIT)).toBe('m0')
    expect(t.manager.orders.filter((order) => order === 'start g.service')).toHaveLength(1)
    expect(t.manager.orders.filter((order) => /^(stop|unload)/.test(order))).toEqual([])
  })

  test('a variant without a fence runs it on when its claim is lost', () => {
    const t = cutOff({ ...AGENT_RULES, fenceAt: () => Infinity, onSessionLost: () => [] })
    expect(t.lostAt).toBeLessThan(t.killedAt)
  })
})
