import { describe, expect, test } from '@jest/globals'
import { A, launched, ManagerBench, service } from './manager-fixture.ts'

describe('a stop', () => {
  test('kills what does not end in time', () => {
    const bench = launched('ExecStart=app --ignore-term', 'TimeoutStopSec=3')
    bench.pass(100)
    const asked = bench.now
    bench.do(bench.manager.stop(A))
    bench.pass(2_990)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded deactivating/stop-sigterm', true])
    bench.pass(50)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded failed/failed', false])
    expect(bench.exits).toMatchObject([{ unit: A, exit: { kind: 'killed', signal: 'KILL' } }])
    expect((bench.exits[0]?.at ?? 0) - asked).toBeGreaterThanOrEqual(3_000)
  })

  test('takes as long as the machine lets it where the file does not say', () => {
    const bench = new ManagerBench(500)
    bench.launch(A, service('ExecStart=app --ignore-term'))
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(550)
    expect(bench.unit(A)?.alive).toBe(false)
  })

  test('sends the signal that is wanted', () => {
    const bench = launched('ExecStart=app --ignore-term', 'KillSignal=SIGINT')
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(50)
    expect([bench.exits[0]?.exit, bench.state(A)]).toEqual([{ kind: 'killed', signal: 'INT' }, 'loaded inactive/dead'])
  })

  test('does not wait for its own command for ever', () => {
    const bench = launched('ExecStart=app', 'ExecStop=/bin/sleep infinity', 'TimeoutStopSec=1')
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(1_100)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded failed/failed', false])
  })

  test('is waited for by a start', () => {
    const bench = launched('ExecStart=app --stop-ms 1000')
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(10)
    bench.do(bench.manager.start(A))
    bench.pass(900)
    expect(bench.state(A)).toBe('loaded deactivating/stop-sigterm')
    bench.pass(200)
    expect([bench.state(A), bench.ran.length, bench.mostMains]).toEqual(['loaded active/running', 2, 1])
  })
})

describe('an end by itself', () => {
  test.each([
    ['--exit 0', 'inactive/dead'],
    ['--exit 3', 'failed/failed'],
  ])('app %s: %s, and what it left is put in order', (flags, state) => {
    const bench = launched(`ExecStart=app ${flags} --after-ms 1000`, 'ExecStop=/bin/true', 'ExecStopPost=/bin/true')
    bench.pass(1_100)
    expect(bench.state(A)).toBe(`loaded ${state}`)
    expect(bench.ran.slice(1)).toEqual(['stop: /bin/true', 'stop-post: /bin/true'])
  })

  test('is no failure with an exit code that is one of success', () => {
    const bench = launched('ExecStart=app --exit 3', 'SuccessExitStatus=3')
    bench.pass(100)
    expect(bench.state(A)).toBe('loaded inactive/dead')
  })

  test.each([
    ['no', 0, 1],
    ['always', 0, 2],
    ['always', 1, 2],
    ['on-failure', 0, 1],
    ['on-failure', 1, 2],
    ['on-success', 0, 2],
    ['on-success', 1, 1],
    ['on-abnormal', 1, 1],
    ['on-abort', 1, 1],
  ])('with Restart=%s and exit code %i it is started %i times', (restart, code, starts) => {
    const bench = launched(`ExecStart=app --exit ${code} --after-ms 1000`, `Restart=${restart}`, 'RestartSec=1500ms')
    bench.pass(2_300)
    if (starts === 2) expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded activating/auto-restart', true])
    bench.pass(600)
    expect(bench.ran.length).toBe(starts)
  })

  test('a stop calls the next start off', () => {
    const bench = launched('ExecStart=app --exit 1', 'Restart=always', 'RestartSec=5')
    bench.pass(1_000)
    bench.do(bench.manager.stop(A))
    bench.pass(10_000)
    expect([bench.state(A), bench.ran.length]).toEqual(['loaded inactive/dead', 1])
  })

  test('a start does not wait for the next one', () => {
    const bench = launched('ExecStart=app --exit 1', 'Restart=always', 'RestartSec=5')
    bench.pass(1_000)
    bench.do(bench.manager.start(A))
    bench.pass(100)
    expect(bench.ran.length).toBe(2)
  })

  test('too many starts in a row are the last', () => {
    const bench = launched('ExecStart=/bin/false', 'Restart=always')
    bench.pass(60_000)
    expect([bench.state(A), bench.ran.length]).toEqual(['loaded failed/failed', 5])
    bench.do(bench.manager.start(A))
    bench.pass(10)
    expect(bench.ran.length).toBe(6)
  })

  test('starts that are far enough apart go on for ever', () => {
    const bench = launched('ExecStart=/bin/false', 'Restart=always', 'RestartSec=3')
    bench.pass(60_000)
    expect(bench.ran.length).toBeGreaterThan(15)
  })
})
