import { describe, expect, test } from '@jest/globals'
import type { Program } from '../../runtime/operation.ts'
import type { UnitManager } from '../manager/manager.ts'
import { jobKey } from '../registry/keys.ts'
import { agentTrial, fileOf } from './agent-fixture.ts'
import { isReady } from './readiness.ts'

const UNIT = 'a.service'

function booted() {
  const t = agentTrial()
  const { parts } = t.m0.daemon()
  t.pass(1000)
  return { ...t, parts, manager: t.m0.manager, ready: () => isReady(parts) }
}

describe('a machine is ready', () => {
  test('only when it is present', () => {
    const t = agentTrial()
    const { parts } = t.m0.daemon()
    expect(isReady(parts)).toBe(false)
    t.pass(1000)
    expect(isReady(parts)).toBe(true)
  })

  test('only when no unit waits to be scheduled, unless nobody can take it', () => {
    const t = booted()
    t.create(UNIT, 'launched')
    expect(t.ready()).toBe(false)
    t.schedule(UNIT, 'm0')
    t.pass(300)
    expect(t.ready()).toBe(true)
    t.create('b.service', 'launched', fileOf('b', 'MachineID=elsewhere\n'))
    expect(t.ready()).toBe(true)
  })

  test('only when what is to run here runs, or has come to its end', () => {
    const t = booted()
    t.store(jobKey(UNIT, 'job-state'), 'm1')
    t.create(UNIT, 'launched')
    t.schedule(UNIT, 'm0')
    t.pass(300)
    expect(t.manager.units()).toHaveLength(1)
    expect(t.ready()).toBe(false) // its old machine has not stopped it
    t.m0.does(t.manager.show(UNIT, { load: 'loaded', active: 'inactive', sub: 'dead' }))
    expect(t.ready()).toBe(false) // nor has it been started here
    t.m0.does(starting(t.manager))
    for (const [active, ready] of [
      ['active', true],
      ['activating', false],
      ['failed', true],
      ['inactive', true],
    ] as const) {
      t.m0.does(t.manager.show(UNIT, { load: 'loaded', active, sub: 'x' }, active === 'active'))
      expect([active, t.ready()]).toEqual([active, ready])
    }
  })
})

function* starting(manager: UnitManager): Program<void> {
  yield* manager.start(UNIT)
}
