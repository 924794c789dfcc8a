// The agent with the unit manager that it has in earnest, and processes that are simulated.

import { expect, test } from '@jest/globals'
import { type Program, receive, spawn } from '../../runtime/operation.ts'
import { Mailbox } from '../../runtime/mailbox.ts'
import { PowerTimers } from '../../worlds/sim/power-timers.ts'
import { SimProcesses } from '../../worlds/sim/processes.ts'
import { PROCESS_PORT } from '../manager/processes.ts'
import { openUnitManager } from '../manager/unit-manager.ts'
import { openRegistryCache } from '../registry/registry-cache.ts'
import { createUnit, destroyUnit, replaceUnit } from '../registry/units.ts'
import { jobKey } from '../registry/keys.ts'
import { openSession } from '../session/lease-session.ts'
import { configOf, fleetTrial, TTL_MS } from '../session/session-fixture.ts'
import { fleetAgent } from './agent.ts'
import { drain } from './drain.ts'
import { isReady } from './readiness.ts'

const UNIT = 'a.service'
const TEXT = '[Service]\nExecStart=/bin/sleep infinity\n'

function machine() {
  const t = fleetTrial()
  const computer = t.computer('m0')
  const config = configOf('m0')
  const mains: string[] = []
  const processes = new SimProcesses('m0', 1, new PowerTimers(t.timers), {
    up: (_, { hash }) => void mains.push(`up ${hash.slice(0, 4)}`),
    down: (_, { hash }) => void mains.push(`down ${hash.slice(0, 4)}`),
  })
  Object.assign(computer.ports, { [PROCESS_PORT]: processes.port })
  const manager = openUnitManager(config.tuning)
  t.kernel.start('manager', computer, manager.run())
  const parts = {
    config,
    cache: openRegistryCache(config),
    session: openSession(config, { lease: undefined }),
    manager,
  }
  const agent = computer.start(fleetAgent(parts))
  computer.start(
    (function* (): Program<void> {
      yield* spawn('registry', parts.cache.run())
      yield* spawn('session', parts.session.run())
      yield* receive(new Mailbox<never>())
    })(),
  )
  t.pass(1000)
  const does = (program: Program<unknown>): void => {
    t.run(t.desk, program)
    t.pass(500)
  }
  does(createUnit(UNIT, TEXT, 'launched'))
  t.store(jobKey(UNIT, 'target'), 'm0')
  t.pass(500)
  const shown = () => manager.units().map(({ state, alive }) => [state.active, alive])
  return { ...t, computer, agent, parts, manager, mains, does, shown }
}

test('a unit is started, replaced by another file, and removed', () => {
  const t = machine()
  expect(t.shown()).toEqual([['active', true]])
  expect(isReady(t.parts)).toBe(true)
  const { modRevision } = t.stored().get(`job/${UNIT}/object`)!
  t.does(replaceUnit(UNIT, TEXT.replace('infinity', '1000'), 'launched', modRevision))
  t.store(jobKey(UNIT, 'target'), 'm0')
  t.pass(500)
  expect(t.shown()).toEqual([['active', true]])
  expect(t.mains.map((what) => what.split(' ')[0])).toEqual(['up', 'down', 'up'])
  expect(new Set(t.mains).size).toBe(3)
  t.does(destroyUnit(UNIT))
  expect(t.shown()).toEqual([])
  expect([...t.stored().keys()].filter((key) => /job|states/.test(key))).toEqual([])
})

test('a unit is killed by the fence, and started again when its machine is back', () => {
  const t = machine()
  const mend = t.computer.isolate()
  t.pass(TTL_MS)
  expect(t.shown()).toEqual([['failed', false]])
  mend()
  t.pass(2 * TTL_MS)
  expect(t.shown()).toEqual([['active', true]])
  expect(t.stored().get(`job/${UNIT}/job-state`)?.value).toBe('m0')
})

test('a machine that leaves stops what runs', () => {
  const t = machine()
  t.kernel.drop(t.agent)
  t.computer.start(drain(t.parts))
  t.pass(500)
  expect(t.shown()).toEqual([['inactive', false]])
  expect([...t.stored().keys()].filter((key) => /machines|job-state|states/.test(key))).toEqual([])
})

test('a file that reads differently once it is written is not replaced for ever', () => {
  const t = machine()
  t.does(createUnit('b.service', `${TEXT}\n[X-Fleet]\nGlobal=true\nX=y \\ \n`, 'launched'))
  t.pass(5000)
  expect(t.shown()).toEqual([
    ['active', true],
    ['active', true],
  ])
  expect(t.mains).toHaveLength(2)
})
