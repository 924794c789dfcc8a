// coreos/fleet functional/{cluster,node,connectivity-loss,detect}_test.go: machines that come, leave and are cut off.

import { expect } from '@jest/globals'
import { QUICK_FLEET } from '../src/machine/tuning.ts'
import { sleep } from '../src/runtime/operation.ts'
import { powerOn } from '../src/worlds/world.ts'
import { acceptance, CONFLICT, fleetTopology, GLOBAL, HELLO, instances, unitFile } from './fleet-bench.ts'
import type { FleetOperator } from './fleet-operator.ts'
import type { Placement } from './fleet-running.ts'

const conflicting = instances(3, (i) => `conflict.${i}.service`, CONFLICT)

const inOrder = (a: string, b: string): number => (a < b ? -1 : 1)

/** The units that are elsewhere than they were. */
const moved = (before: Placement, after: Placement): readonly string[] =>
  Object.keys(before).filter((unit) => before[unit]?.join() !== after[unit]?.join())

acceptance('TestDynamicClusterNewMemberUnitMigration', { topology: fleetTopology(4) }, function* (bench) {
  yield* bench.start('m0', conflicting)
  const before = yield* bench.settled('m0', 3)
  const [old = ''] = before['conflict.1.service'] ?? []
  const there = old === 'm0' ? 'm1' : 'm0'
  const free = ['m0', 'm1', 'm2', 'm3'].filter((id) => !Object.values(before).flat().includes(id))
  yield* bench.shutDown(old)
  const after = yield* bench.settled(there, 3)
  expect(moved(before, after)).toEqual(['conflict.1.service'])
  expect(after['conflict.1.service']).toEqual(free)
})

acceptance('TestDynamicClusterMemberReboot', { topology: fleetTopology(4), off: ['m3'] }, function* (bench) {
  yield* bench.start('m0', conflicting)
  const before = yield* bench.settled('m0', 3)
  yield* bench.shutDown('m1')
  yield* powerOn('m3') // upstream makes a new member, with another id, of the one that it took away
  yield* bench.untilPresent('m0', ['m0', 'm2', 'm3'])
  const after = yield* bench.settled('m0', 3)
  expect(moved(before, after)).toHaveLength(1)
})

acceptance(
  'TestDynamicClusterMemberReboot, of a machine that comes back',
  { topology: fleetTopology(3) },
  function* (bench) {
    yield* bench.start('m0', conflicting)
    const before = yield* bench.settled('m0', 3)
    yield* bench.shutDown('m1')
    yield* powerOn('m1')
    yield* bench.untilPresent('m0', ['m0', 'm1', 'm2'])
    expect(yield* bench.settled('m0', 3)).toEqual(before)
  },
)

acceptance('TestNodeShutdown', { topology: fleetTopology(2) }, function* (bench) {
  yield* bench.start('m0', { 'hello.service': unitFile(['MachineID=m1']), 'global.service': GLOBAL })
  yield* bench.settled('m0', 3)
  const first = bench.events.length
  yield* bench.shutDown('m1')
  const last = bench.events.slice(first)
  const ended = last.filter((event) => event.kind === 'unit.down')
  expect(ended.map(({ machine, unit, how }) => `${unit} on ${machine} ${how}`).toSorted(inOrder)).toEqual([
    'global.service on m1 exited with 0',
    'hello.service on m1 exited with 0',
  ])
  // it has said so itself: nobody had to wait until its lease ran out
  const left = last.find((event) => event.kind === 'fleet.left' && event.machine === 'm1')
  const gone = last.find((event) => event.kind === 'store.deleted' && event.key.endsWith('/machines/m1/object'))
  expect((left?.at ?? Infinity) - (ended[0]?.at ?? 0)).toBeLessThan(500)
  expect(gone).toBeDefined()
  yield* bench.untilPresent('m0', ['m0'])
  expect(yield* bench.shown('m0', 'hello.service')).toEqual([])
  expect(yield* bench.shown('m0', 'global.service')).toEqual(['m0 loaded active running'])
})

const twins = fleetTopology(2, (id) => (id === 'm1' ? { fleet: { metadata: { hostname: 'm1' }, id: 'm0' } } : {}))

acceptance('TestDetectMachineId', { topology: twins, off: ['m1'] }, function* (bench) {
  yield* bench.start('m0', { 'hello.service': HELLO })
  yield* bench.settled('m0', 1)
  yield* powerOn('m1')
  const told = yield* bench.happens('the id is found to be taken', ({ kind }) => kind === 'fleet.duplicate')
  expect(told).toMatchObject({ machine: 'm0', other: 'm0', source: 'm1.1' })
  yield* sleep(10_000)
  expect((yield* bench.ask('m1', 'GET', '/machines')).status).toBe(503)
  expect(yield* bench.settled('m0', 1)).toEqual({ 'hello.service': ['m0'] })

  yield* bench.shutDown('m0')
  yield* bench.untilPresent('m1', ['m0'])
  const { body } = yield* bench.ask('m1', 'GET', '/machines')
  expect(body).toMatchObject({ machines: [{ id: 'm0', metadata: { hostname: 'm1' } }] })
})

const kinds = (bench: FleetOperator, from: number, unit: string): readonly string[] =>
  bench.events.slice(from).flatMap((event) => ('unit' in event && event.unit === unit ? [event.kind] : []))

// Upstream left all as it was. Here the fence stops what may run only once before another machine may run it, and nothing
// else: that is what keeps a unit from running twice.
acceptance('TestSingleNodeConnectivityLoss', { topology: fleetTopology(1) }, function* (bench) {
  for (const kind of ['single', 'global']) {
    const text = kind === 'single' ? HELLO : GLOBAL
    for (const state of ['inactive', 'loaded', 'launched']) bench.files.set(`${kind}.${state}.service`, text)
    yield* bench.done('m0', 'submit', [`${kind}.inactive.service`])
    yield* bench.done('m0', 'load', [`${kind}.loaded.service`], { noBlock: true })
    yield* bench.done('m0', 'start', [`${kind}.launched.service`], { noBlock: true })
  }
  const all = { 'global.launched.service': ['m0'], 'single.launched.service': ['m0'] }
  expect(yield* bench.settled('m0', 2)).toEqual(all)
  const units = yield* bench.done('m0', 'list-unit-files', [], { fields: 'unit,dstate,state' })
  const states = yield* bench.done('m0', 'list-units', [])

  const from = bench.events.length
  const cuts = yield* bench.cutOff('m0', 'both')
  yield* sleep(1_000 * QUICK_FLEET.ttlSeconds + 7_000)
  expect((yield* bench.ask('m0', 'GET', '/units')).status).toBe(503)
  expect(bench.running()).toEqual({ 'global.launched.service': ['m0'] })
  yield* bench.mend(cuts)
  yield* bench.untilPresent('m0', ['m0'])

  expect(yield* bench.settled('m0', 2)).toEqual(all)
  expect(yield* bench.done('m0', 'list-unit-files', [], { fields: 'unit,dstate,state' })).toEqual(units)
  expect(yield* bench.done('m0', 'list-units', [])).toEqual(states)
  for (const state of ['inactive', 'loaded'])
    expect(kinds(bench, from, `single.${state}.service`)).not.toContain('unit.up')
  expect(kinds(bench, from, 'global.launched.service')).not.toContain('unit.down')
  const processes = kinds(bench, from, 'single.launched.service').filter((kind) => /^unit\.(up|down)$/.test(kind))
  expect(processes).toEqual(['unit.down', 'unit.up'])
})

acceptance(
  'TestSingleNodeConnectivityLoss, for less than its time to live',
  { topology: fleetTopology(1) },
  function* (bench) {
    yield* bench.start('m0', { 'hello.service': HELLO, 'global.service': GLOBAL })
    yield* bench.settled('m0', 2)
    const from = bench.events.length
    const cuts = yield* bench.cutOff('m0', 'answers')
    yield* sleep(1_000)
    yield* bench.mend(cuts)
    yield* sleep(5_000)
    yield* bench.settled('m0', 2)
    expect([...kinds(bench, from, 'hello.service'), ...kinds(bench, from, 'global.service')]).not.toContain('unit.down')
  },
)
