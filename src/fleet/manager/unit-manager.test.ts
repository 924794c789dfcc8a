import { describe, expect, test } from '@jest/globals'
import { A, FOREVER, ManagerBench, service } from './manager-fixture.ts'

describe('TestSystemdUnitFlow', () => {
  test('a unit is loaded, started, stopped and unloaded', () => {
    const bench = new ManagerBench()
    const { manager } = bench
    expect(manager.units()).toEqual([])
    bench.do(manager.load(A, FOREVER))
    bench.do(manager.reload())
    expect(manager.units()).toEqual([
      {
        name: A,
        hash: expect.stringMatching(/^[0-9a-f]{40}$/),
        state: { load: 'loaded', active: 'inactive', sub: 'dead' },
        alive: false,
        started: false,
      },
    ])
    expect(bench.do(manager.start(A))).toEqual({ kind: 'ok', value: undefined })
    bench.pass(50)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded active/running', true])
    expect(bench.do(manager.stop(A)).kind).toBe('ok')
    bench.pass(50)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded inactive/dead', false])
    expect(bench.do(manager.unload(A)).kind).toBe('ok')
    expect(manager.units()).toEqual([])
    expect(bench.do(manager.stop(A))).toEqual({ kind: 'fail', reason: 'Unit a.service not loaded.' })
    expect(bench.do(manager.start(A))).toEqual({ kind: 'fail', reason: 'Unit a.service not found.' })
    expect(bench.do(manager.unload(A)).kind).toBe('ok')
  })
})

test('a start that systemd does not take changes nothing, and is taken when it answers again (coreos/fleet #998)', () => {
  const bench = new ManagerBench()
  bench.processes.refusal = 'no bus'
  expect(bench.launch(A, FOREVER)).toEqual({ kind: 'fail', reason: 'no bus' })
  bench.pass(1_000)
  expect([bench.state(A), bench.unit(A)?.started, bench.ran]).toEqual(['loaded inactive/dead', false, []])
  bench.processes.refusal = undefined
  expect(bench.do(bench.manager.start(A)).kind).toBe('ok')
  bench.pass(50)
  expect(bench.state(A)).toBe('loaded active/running')
})

describe('files', () => {
  test('a file that nobody has read is not found', () => {
    const bench = new ManagerBench()
    bench.do(bench.manager.load(A, FOREVER))
    expect(bench.state(A)).toBe('not-found inactive/dead')
    expect(bench.do(bench.manager.start(A)).kind).toBe('fail')
  })

  test('a text that is no unit file is not loaded', () => {
    const bench = new ManagerBench()
    expect(bench.do(bench.manager.load(A, '[Service')).kind).toBe('fail')
    expect(bench.manager.units()).toEqual([])
  })

  test('without a reload the old text goes on to count', () => {
    const bench = new ManagerBench()
    bench.launch(A, service('ExecStart=/bin/sleep 100'))
    bench.pass(50)
    const old = bench.unit(A)?.hash
    bench.do(bench.manager.load(A, service('ExecStart=/bin/sleep 200')))
    expect(bench.unit(A)?.hash).not.toBe(old)
    const again = () => {
      bench.do(bench.manager.stop(A))
      bench.do(bench.manager.start(A))
      bench.pass(50)
    }
    again()
    bench.do(bench.manager.reload())
    again()
    expect(bench.ran).toEqual(['main: /bin/sleep 100', 'main: /bin/sleep 100', 'main: /bin/sleep 200'])
    expect(bench.commands.map(({ command }) => command.hash)).toEqual([old, old, bench.unit(A)?.hash])
  })

  test('a setting that is bad shows, and says why', () => {
    const bench = new ManagerBench()
    expect(bench.launch(A, service('ExecStart=/bin/app', 'Type=notify'))).toEqual({
      kind: 'fail',
      reason: expect.stringContaining('Unit a.service has a bad unit file setting: Type=notify'),
    })
    expect(bench.state(A)).toBe('error inactive/dead')
  })

  test('a unit whose new text is bad can still be stopped', () => {
    const bench = new ManagerBench()
    bench.launch(A, service('ExecStart=app', 'ExecStop=/bin/true'))
    bench.pass(50)
    bench.do(bench.manager.load(A, service('Type=dbus')))
    bench.do(bench.manager.reload())
    expect(bench.state(A)).toBe('error active/running')
    bench.do(bench.manager.stop(A))
    bench.pass(50)
    expect([bench.state(A), bench.ran.at(-1)]).toEqual(['error inactive/dead', 'stop: /bin/true'])
  })

  test('a unit that is unloaded is there until it has stopped, in its own way', () => {
    const bench = new ManagerBench()
    bench.launch(A, service('ExecStart=app', 'ExecStop=/bin/sleep 1', 'ExecStopPost=/bin/sleep 2'))
    bench.pass(50)
    bench.do(bench.manager.unload(A))
    bench.do(bench.manager.reload())
    expect(bench.do(bench.manager.start(A)).kind).toBe('fail')
    bench.pass(2_900)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded deactivating/stop-post', true])
    bench.pass(300)
    expect(bench.manager.units()).toEqual([])
    expect(bench.ran).toEqual(['main: app', 'stop: /bin/sleep 1', 'stop-post: /bin/sleep 2'])
  })

  test('one that is loaded again waits for the end of the one before', () => {
    const bench = new ManagerBench()
    bench.launch(A, service('ExecStart=app --stop-ms 1000'))
    bench.pass(50)
    const old = bench.unit(A)?.hash
    bench.do(bench.manager.unload(A))
    expect(bench.launch(A, service('ExecStart=app --port 80')).kind).toBe('ok')
    bench.pass(900)
    expect([bench.state(A), bench.unit(A)?.hash]).toEqual(['loaded deactivating/stop-sigterm', old])
    bench.pass(200)
    expect([bench.state(A), bench.ran.at(-1)]).toEqual(['loaded active/running', 'main: app --port 80'])
    expect(bench.unit(A)?.hash).not.toBe(old)
    expect(bench.mostMains).toBe(1)
  })

  test('one that is loaded again, and unloaded again, does not come', () => {
    const bench = new ManagerBench()
    bench.launch(A, service('ExecStart=app --stop-ms 1000'))
    bench.pass(50)
    bench.do(bench.manager.unload(A))
    bench.launch(A, FOREVER)
    bench.do(bench.manager.unload(A))
    bench.pass(5_000)
    expect([bench.manager.units(), bench.ran]).toEqual([[], ['main: app --stop-ms 1000']])
  })

  test('a target is active once it was started, and runs nothing', () => {
    const bench = new ManagerBench()
    bench.launch('a.target', '[Unit]\nDescription=a\n')
    expect([bench.state('a.target'), bench.unit('a.target')?.alive]).toEqual(['loaded active/active', false])
    bench.do(bench.manager.stop('a.target'))
    expect(bench.state('a.target')).toBe('loaded inactive/dead')
    bench.do(bench.manager.start('a.target'))
    bench.do(bench.manager.unload('a.target'))
    expect(bench.manager.units()).toEqual([])
  })
})

describe('what is shown', () => {
  test('units are in the order of their names, and the same array while nothing has changed', () => {
    const bench = new ManagerBench()
    for (const name of ['b.service', 'B.service', 'a.service']) bench.launch(name, FOREVER)
    bench.pass(50)
    const shown = bench.manager.units()
    expect(shown.map(({ name }) => name)).toEqual(['B.service', 'a.service', 'b.service'])
    bench.pass(5_000)
    expect(bench.manager.units()).toBe(shown)
    bench.do(bench.manager.stop('a.service'))
    bench.pass(50)
    expect(bench.manager.units()).not.toBe(shown)
  })

  test('a subscriber has one message, however many changes there were', () => {
    const bench = new ManagerBench()
    const [one, other] = [bench.manager.subscribe(), bench.manager.subscribe()]
    bench.launch(A, FOREVER)
    bench.pass(50)
    expect([one.messages, other.messages]).toEqual([['changed'], ['changed']])
    one.messages.length = 0
    bench.pass(5_000)
    expect(one.messages).toEqual([])
  })
})
