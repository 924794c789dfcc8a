// Leave to run: units that may run only until a certain time.

import { describe, expect, test } from '@jest/globals'
import { A, FOREVER, ManagerBench, service } from './manager-fixture.ts'
const STUBBORN = service(
  'ExecStart=app --ignore-term',
  'ExecStop=/bin/sleep infinity',
  'ExecStopPost=/bin/true',
  'Restart=always',
  'TimeoutStopSec=infinity',
)

function allowed(until: number, text = STUBBORN): ManagerBench {
  const bench = new ManagerBench()
  bench.do(bench.manager.allow(new Set([A]), until))
  bench.launch(A, text)
  bench.pass(100)
  return bench
}

describe('leave', () => {
  test('a unit whose time is up is killed at once, and not started again', () => {
    const bench = allowed(1_000)
    bench.pass(899)
    expect(bench.state(A)).toBe('loaded active/running')
    bench.pass(1 + 2)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded failed/failed', false])
    expect(bench.do(bench.manager.start(A))).toEqual({ kind: 'fail', reason: 'Unit a.service has no leave to run.' })
    bench.pass(60_000)
    expect(bench.ran).toEqual(['main: app --ignore-term'])
  })

  test('a unit that is stopping is killed too, whatever it is at', () => {
    const bench = allowed(1_000)
    bench.do(bench.manager.stop(A))
    bench.pass(905)
    expect([bench.unit(A)?.alive, bench.alive.size]).toEqual([false, 0])
    expect(bench.ran).toEqual(['main: app --ignore-term', 'stop: /bin/sleep infinity'])
  })

  test('a unit that waits to be started again is not', () => {
    const bench = allowed(1_000, service('ExecStart=/bin/false', 'Restart=always', 'RestartSec=2'))
    expect(bench.state(A)).toBe('loaded activating/auto-restart')
    bench.pass(5_000)
    expect([bench.state(A), bench.ran.length]).toEqual(['loaded failed/failed', 1])
  })

  test('a process that was about to start is killed as soon as it has', () => {
    for (let startedAt = 990; startedAt <= 1_000; startedAt++) {
      const bench = new ManagerBench()
      bench.do(bench.manager.allow(new Set([A]), 1_000))
      bench.do(bench.manager.load(A, FOREVER))
      bench.do(bench.manager.reload())
      bench.pass(startedAt)
      bench.do(bench.manager.start(A))
      bench.pass(60)
      expect([startedAt, bench.unit(A)?.alive, bench.alive.size]).toEqual([startedAt, false, 0])
    }
  })

  test('leave that is given again in time is leave to go on', () => {
    const bench = allowed(1_000)
    for (let i = 0; i < 10; i++) {
      bench.pass(500)
      bench.do(bench.manager.allow(new Set([A]), bench.now + 1_000))
    }
    expect([bench.state(A), bench.exits]).toEqual(['loaded active/running', []])
    bench.do(bench.manager.allow(new Set([A]), bench.now))
    bench.pass(5)
    expect(bench.unit(A)?.alive).toBe(false)
  })

  test('a unit that is not named any more keeps the time that it had', () => {
    const bench = allowed(1_000)
    bench.do(bench.manager.allow(new Set(), 50_000))
    bench.pass(800)
    expect(bench.unit(A)?.alive).toBe(true)
    bench.pass(200)
    expect(bench.unit(A)?.alive).toBe(false)
  })

  test('it may be started again once it has leave again', () => {
    const bench = allowed(1_000)
    bench.pass(2_000)
    bench.do(bench.manager.allow(new Set([A]), 10_000))
    bench.pass(1_000)
    expect(bench.state(A)).toBe('loaded failed/failed')
    expect(bench.do(bench.manager.start(A)).kind).toBe('ok')
    bench.pass(10)
    expect(bench.state(A)).toBe('loaded active/running')
  })

  test('a start that waits for the end of a stop is called off, even if there is leave again by then', () => {
    const bench = allowed(1_000)
    bench.do(bench.manager.stop(A))
    bench.do(bench.manager.start(A))
    bench.pass(900)
    expect([bench.state(A), bench.alive.size > 0]).toEqual(['loaded deactivating/stop-sigkill', true])
    bench.do(bench.manager.allow(new Set([A]), 10_000))
    bench.pass(1_000)
    expect(bench.state(A)).toBe('loaded failed/failed')
  })

  test('a unit that was never named runs for as long as it likes', () => {
    const bench = allowed(1_000)
    bench.launch('b.service', FOREVER)
    bench.pass(100_000)
    expect(bench.state('b.service')).toBe('loaded active/running')
  })

  test('what was said of a unit goes with it', () => {
    const bench = allowed(1_000, service('ExecStart=app --stop-ms 200'))
    bench.do(bench.manager.unload(A))
    bench.do(bench.manager.allow(new Set(), 1_000))
    bench.launch(A, FOREVER)
    bench.pass(100_000)
    expect([bench.state(A), bench.ran.length]).toEqual(['loaded active/running', 2])
  })

  test('also if it is not named any more only after it has gone', () => {
    const bench = allowed(1_000, FOREVER)
    bench.do(bench.manager.unload(A))
    bench.pass(50)
    bench.do(bench.manager.allow(new Set(), 1_000))
    bench.launch(A, FOREVER)
    bench.pass(100_000)
    expect([bench.state(A), bench.ran.length]).toEqual(['loaded active/running', 2])
  })

  test('not if leave was given to the next one of its name', () => {
    const bench = allowed(1_000, service('ExecStart=app --stop-ms 200'))
    bench.do(bench.manager.unload(A))
    bench.do(bench.manager.allow(new Set([A]), 2_000))
    bench.launch(A, FOREVER)
    bench.pass(1_000)
    expect(bench.state(A)).toBe('loaded active/running')
    bench.pass(1_000)
    expect([bench.state(A), bench.alive.size]).toEqual(['loaded failed/failed', 0])
  })
})
