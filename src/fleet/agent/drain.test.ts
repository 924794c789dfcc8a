import { describe, expect, test } from '@jest/globals'
import { agentTrial, fileOf } from './agent-fixture.ts'
import { drain } from './drain.ts'

const UNIT = 'a.service'

function running() {
  const t = agentTrial()
  const daemon = t.m0.daemon()
  t.pass(1000)
  t.create(UNIT, 'launched')
  t.schedule(UNIT, 'm0')
  t.create('g.service', 'launched', fileOf('g', 'Global=true\n'))
  t.pass(300)
  const leave = (): void => {
    daemon.endAgent()
    t.m0.does(drain(daemon.parts))
  }
  return { ...t, manager: t.m0.manager, leave }
}

describe('a machine that leaves', () => {
  test('stops everything, gives back its claims, and ends its session', () => {
    const t = running()
    expect(t.manager.units().map(({ alive }) => alive)).toEqual([true, true])
    t.leave()
    t.pass(500)
    expect(t.manager.units().map(({ alive }) => alive)).toEqual([false, false])
    expect([...t.stored().keys()].filter((key) => /job-state|machines|states/.test(key))).toEqual([])
    expect(t.m0.told.map(({ kind }) => kind).filter((kind) => /unclaimed|left|fenced/.test(kind))).toEqual([
      'unit.unclaimed',
      'fleet.left',
    ])
  })

  test('keeps the claim of what has not stopped, and kills it in the end', () => {
    const t = running()
    t.manager.slow.add(UNIT)
    t.leave()
    t.pass(900)
    expect(t.claimant(UNIT)).toBe('m0')
    expect(t.manager.unit(UNIT)?.alive).toBe(true)
    t.pass(500)
    expect(t.manager.unit(UNIT)?.alive).toBe(false)
    expect(t.claimant(UNIT)).toBeUndefined()
  })
})
