// coreos/fleet functional/scheduling_test.go: where units run, and where they do not.

import { expect } from '@jest/globals'
import { sleep } from '../src/runtime/operation.ts'
import { acceptance, CONFLICT, fleetTopology, GLOBAL, GOODBYE, HELLO, instances, unitFile } from './fleet-bench.ts'

const three = { topology: fleetTopology(3) }
const two = { topology: fleetTopology(2) }
const one = { topology: fleetTopology(1) }
const ALL = ['m0', 'm1', 'm2']

acceptance('TestScheduleMachineOf', three, function* (bench) {
  const pairs = Array.from({ length: 3 }, (_, i) => ({
    [`ping.${i}.service`]: unitFile([]),
    [`pong.${i}.service`]: unitFile([`MachineOf=ping.${i}.service`]),
  }))
  for (const pair of pairs) yield* bench.start('m0', pair)
  const before = yield* bench.settled('m0', 6)
  for (const i of [0, 1, 2]) expect(before[`pong.${i}.service`]).toEqual(before[`ping.${i}.service`])

  const [old = ''] = before['ping.1.service'] ?? []
  const rest = ALL.filter((id) => id !== old)
  yield* bench.shutDown(old)
  yield* bench.untilPresent(rest[0] ?? '', rest)
  const after = yield* bench.settled(rest[0] ?? '', 6)
  expect(rest).toContain(after['ping.1.service']?.[0])
  expect(after['pong.1.service']).toEqual(after['ping.1.service'])
})

acceptance('TestScheduleConflicts', three, function* (bench) {
  yield* bench.start(
    'm0',
    instances(5, (i) => `conflict.${i}.service`, CONFLICT),
  )
  expect(yield* bench.done('m0', 'list-unit-files', [])).toHaveLength(5)
  const placement = yield* bench.settled('m0', 3)
  expect(Object.values(placement).flat().toSorted()).toEqual(ALL)
})

acceptance('TestScheduleOneWayConflict', one, function* (bench) {
  yield* bench.start('m0', { 'conflicts-with-hello.service': unitFile(['Conflicts=hello.service']) })
  yield* bench.settled('m0', 1)
  yield* bench.start('m0', { 'hello.service': HELLO })
  expect(yield* bench.done('m0', 'list-unit-files', [])).toHaveLength(2)
  expect(yield* bench.settled('m0', 1)).toEqual({ 'conflicts-with-hello.service': ['m0'] })

  yield* bench.done('m0', 'destroy', ['conflicts-with-hello.service'])
  expect(yield* bench.settled('m0', 1)).toEqual({ 'hello.service': ['m0'] })
  expect(yield* bench.done('m0', 'list-units', [])).toHaveLength(1)
})

const multiple = (i: number): string => `conflict.multiple.${i}.service`

// One unit more than upstream has: three would spread over three machines without being asked to.
for (const [how, lines] of [
  ['in one line', [`Conflicts=${[0, 1, 2, 3].map(multiple).join(' ')}`]],
  ['line by line', [0, 1, 2, 3].map((i) => `Conflicts=${multiple(i)}`)],
] as const) {
  acceptance(`TestScheduleMultipleConflicts, ${how}`, three, function* (bench) {
    yield* bench.start('m0', instances(4, multiple, unitFile(lines)))
    const placement = yield* bench.settled('m0', 3)
    expect(Object.values(placement).flat().toSorted()).toEqual(ALL)
  })
}

acceptance('TestScheduleReplace', two, function* (bench) {
  yield* bench.start('m0', { 'replace.0.service': HELLO })
  yield* bench.start('m0', { 'replace.1.service': HELLO })
  expect(yield* bench.settled('m0', 2)).toEqual({ 'replace.0.service': ['m0'], 'replace.1.service': ['m1'] })
  yield* bench.start('m0', { 'replace-kick0.service': unitFile(['Replaces=replace.0.service']) })
  expect(yield* bench.settled('m0', 3)).toEqual({
    'replace-kick0.service': ['m0'],
    'replace.0.service': ['m1'],
    'replace.1.service': ['m1'],
  })
})

acceptance(
  'TestScheduleReplace, on one machine: the replaced unit waits until its replacer is gone',
  one,
  function* (bench) {
    yield* bench.start('m0', { 'replace.0.service': HELLO })
    yield* bench.settled('m0', 1)
    yield* bench.start('m0', { 'replace-kick0.service': unitFile(['Replaces=replace.0.service']) })
    yield* sleep(3_000)
    expect(yield* bench.settled('m0', 1)).toEqual({ 'replace-kick0.service': ['m0'] })
    yield* bench.done('m0', 'destroy', ['replace-kick0.service'])
    expect(yield* bench.settled('m0', 1)).toEqual({ 'replace.0.service': ['m0'] })
  },
)

acceptance('TestScheduleCircularReplace', one, function* (bench) {
  yield* bench.start('m0', { 'replace.0.service': unitFile(['Replaces=replace.1.service']) })
  yield* bench.settled('m0', 1)
  yield* bench.start('m0', { 'replace.1.service': unitFile(['Replaces=replace.0.service']) })
  const ups = bench.events.filter(({ kind }) => kind === 'unit.up').length
  expect(yield* bench.settled('m0', 2)).toEqual({ 'replace.0.service': ['m0'], 'replace.1.service': ['m0'] })
  expect(bench.events.filter(({ kind }) => kind === 'unit.up')).toHaveLength(ups + 1)
})

acceptance('TestScheduleConditionMachineID', three, function* (bench) {
  const pinned = ALL.toReversed()
  for (const [i, id] of pinned.entries()) {
    bench.files.set(`pinned.${i}.service`, unitFile([`MachineID=${id}`]))
    yield* bench.done('m0', 'start', [`pinned.${i}.service`])
  }
  const expected = Object.fromEntries(pinned.map((id, i) => [`pinned.${i}.service`, [id]]))
  expect(yield* bench.settled('m0', 3)).toEqual(expected)
})

acceptance('TestScheduleGlobalUnits', three, function* (bench) {
  yield* bench.start('m0', { 'hello.service': HELLO, 'goodbye.service': GOODBYE })
  yield* bench.settled('m0', 2)
  yield* bench.start('m0', { 'global.service': GLOBAL })
  expect((yield* bench.settled('m0', 5))['global.service']).toEqual(ALL)

  const status = yield* bench.done('m0', 'status', ['global.service'])
  expect(status.filter((line) => line === '   Active: active (running)')).toHaveLength(3)
  const first = bench.events.length
  yield* bench.done('m0', 'restart', ['global.service'])
  expect((yield* bench.settled('m0', 5))['global.service']).toEqual(ALL)
  const of = (kind: string) =>
    bench.events.slice(first).flatMap((event) => (event.kind === kind && 'unit' in event ? [event.unit] : []))
  expect([of('unit.down'), of('unit.up')]).toEqual([ALL.map(() => 'global.service'), ALL.map(() => 'global.service')])
})

acceptance('TestScheduleGlobalConflicts', three, function* (bench) {
  yield* bench.start('m0', { 'global.0.service': GLOBAL })
  expect(yield* bench.settled('m0', 3)).toEqual({ 'global.0.service': ALL })
  yield* bench.start('m0', { 'global.1.service': unitFile(['Global=true', 'Conflicts=global.0.service']) })
  yield* sleep(3_000)
  expect(yield* bench.settled('m0', 3)).toEqual({ 'global.0.service': ALL })
  expect(bench.events.filter((event) => event.kind === 'unit.up' && event.unit === 'global.1.service')).toEqual([])
})
