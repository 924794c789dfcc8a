// coreos/fleet functional/{server,shutdown,systemd}_test.go: a machine's fleet that stops, and one that is started anew.

import { expect } from '@jest/globals'
import { askDaemon, askReboot } from '../src/machine/control.ts'
import { QUICK_FLEET } from '../src/machine/tuning.ts'
import { sleep } from '../src/runtime/operation.ts'
import { acceptance, fleetTopology, GLOBAL, GOODBYE, HELLO, TUNING } from './fleet-bench.ts'
import type { FleetOperator } from './fleet-operator.ts'

const kinds = (bench: FleetOperator, from: number): readonly string[] =>
  bench.events.slice(from).map(({ kind }) => kind)

acceptance('TestShutdown', { topology: fleetTopology(1) }, function* (bench) {
  yield* bench.start('m0', { 'goodbye.service': GOODBYE, 'global.service': GLOBAL })
  yield* bench.settled('m0', 2)
  const from = bench.events.length
  yield* bench.shutDown('m0')
  const downs = bench.events.slice(from).flatMap((event) => (event.kind === 'unit.down' ? [event.how] : []))
  expect(downs).toEqual(['exited with 0', 'exited with 0'])
  const order = kinds(bench, from).filter((kind) => ['unit.down', 'fleet.left', 'machine.off'].includes(kind))
  expect(order.slice(0, 4)).toEqual(['unit.down', 'unit.down', 'fleet.left', 'machine.off'])
})

const atOnce = fleetTopology(1, () => ({ strategy: 'reboot' }))

// What upstream's monitor restarts is the session here. It is being opened anew, in vain, when the machine shuts down.
acceptance('TestShutdownVsMonitor', { topology: atOnce }, function* (bench) {
  yield* bench.start('m0', { 'goodbye.service': GOODBYE, 'global.service': GLOBAL })
  yield* bench.settled('m0', 2)
  const cuts = yield* bench.cutOff('m0', 'answers')
  yield* bench.happens('the fence', ({ kind }) => kind === 'fleet.fenced')
  yield* sleep(2_000)
  const from = bench.events.length
  expect((yield* askReboot('m0', 1_000)).kind).toBe('ok')
  const asked = bench.events.findLast(({ kind }) => kind === 'reboot.started')
  const off = yield* bench.happens('m0 is off', ({ kind }) => kind === 'machine.off')
  const { drainMs, fenceMs } = QUICK_FLEET
  expect(off.at - (asked?.at ?? 0)).toBeLessThan(drainMs + fenceMs + 3 * TUNING.callTimeoutMs)
  expect(kinds(bench, from)).not.toContain('program.crashed')
  yield* bench.mend(cuts)
  yield* bench.untilPresent('m0', ['m0'])
  yield* bench.settled('m0', 2)
})

// A machine's fleet has no configuration that changes while it runs. Its daemon is killed and started again instead: nothing
// of the machine's units or of its place in the registry may hang on its life.
acceptance('TestReconfigureServer', { topology: fleetTopology(1) }, function* (bench) {
  yield* bench.start('m0', { 'hello.service': HELLO, 'global.service': GLOBAL })
  const before = yield* bench.settled('m0', 2)
  const from = bench.events.length
  yield* askDaemon('m0', 'crash', 'fleet', 1_000)
  yield* sleep(500)
  expect(bench.running()).toEqual(before)
  yield* askDaemon('m0', 'start', 'fleet', 1_000)
  yield* bench.untilPresent('m0', ['m0'])
  expect(yield* bench.settled('m0', 2)).toEqual(before)
  expect(kinds(bench, from)).not.toContain('unit.down')
  expect(kinds(bench, from)).not.toContain('fleet.joined')
})
