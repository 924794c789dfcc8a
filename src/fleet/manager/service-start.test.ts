import { describe, expect, test } from '@jest/globals'
import { A, launched } from './manager-fixture.ts'

describe('a start', () => {
  test('goes through all commands, one after the other', () => {
    const bench = launched(
      'ExecStartPost=/bin/true post',
      'ExecStartPre=/bin/true 1',
      'ExecStartPre=/bin/true 2',
      'ExecStart=app',
      'ExecStop=/bin/true stop',
      'ExecStopPost=/bin/true end',
    )
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(100)
    expect(bench.states.map((state) => state.slice(A.length + 1))).toEqual([
      'inactive/dead',
      'activating/start-pre',
      'activating/start',
      'activating/start-post',
      'active/running',
      'deactivating/stop',
      'deactivating/stop-sigterm',
      'deactivating/stop-post',
      'inactive/dead',
    ])
    expect(bench.ran).toEqual([
      'start-pre: /bin/true 1',
      'start-pre: /bin/true 2',
      'main: app',
      'start-post: /bin/true post',
      'stop: /bin/true stop',
      'stop-post: /bin/true end',
    ])
  })

  test('fails with its first command that fails, and cleans up', () => {
    const bench = launched(
      'ExecStartPre=-/bin/false',
      'ExecStartPre=/bin/false',
      'ExecStart=app',
      'ExecStopPost=/bin/true',
    )
    bench.pass(100)
    expect(bench.state(A)).toBe('loaded failed/failed')
    expect(bench.ran).toEqual(['start-pre: /bin/false', 'start-pre: /bin/false', 'stop-post: /bin/true'])
  })

  test('fails where there is no such program', () => {
    const bench = launched('ExecStart=/no/such/program')
    bench.pass(100)
    expect(bench.state(A)).toBe('loaded failed/failed')
  })

  test('whose command takes too long is ended', () => {
    const bench = launched('ExecStartPre=/bin/sleep 60', 'ExecStart=app', 'TimeoutStartSec=2')
    bench.pass(1_990)
    expect(bench.state(A)).toBe('loaded activating/start-pre')
    bench.pass(50)
    expect([bench.state(A), bench.ran]).toEqual(['loaded failed/failed', ['start-pre: /bin/sleep 60']])
  })

  test('that is called off ends its command, and goes no further', () => {
    const bench = launched('ExecStartPre=/bin/sleep 60', 'ExecStart=app', 'ExecStop=/bin/true')
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(50)
    expect([bench.state(A), bench.ran]).toEqual(['loaded inactive/dead', ['start-pre: /bin/sleep 60']])
  })

  test('that is called off before it has begun does nothing', () => {
    const bench = launched('ExecStart=app')
    bench.do(bench.manager.stop(A))
    bench.pass(50)
    bench.do(bench.manager.stop(A))
    expect(bench.state(A)).toBe('loaded inactive/dead')
  })

  test('of one that runs changes nothing', () => {
    const bench = launched('ExecStart=app')
    bench.pass(50)
    bench.do(bench.manager.start(A))
    bench.pass(500)
    expect([bench.state(A), bench.ran]).toEqual(['loaded active/running', ['main: app']])
  })

  test('has the environment of the unit', () => {
    const bench = launched(
      'Environment="WHO=the world"',
      'ExecStart=/bin/sleep ${NO}1 $NO',
      'ExecStop=/bin/echo ${WHO}',
    )
    bench.pass(100)
    bench.do(bench.manager.stop(A))
    bench.pass(50)
    expect(bench.commands.map(({ command: { argv, environment } }) => [argv, environment])).toEqual([
      [['/bin/sleep', '1'], { WHO: 'the world' }],
      [['/bin/echo', 'the world'], { WHO: 'the world' }],
    ])
  })
})

describe('a oneshot', () => {
  test('has started when its commands have ended', () => {
    const bench = launched('Type=oneshot', 'ExecStart=/bin/sleep 1', 'ExecStart=/bin/sleep 2', 'ExecStop=/bin/true')
    bench.pass(2_900)
    expect(bench.state(A)).toBe('loaded activating/start')
    bench.pass(300)
    expect([bench.state(A), bench.ran.length]).toEqual(['loaded inactive/dead', 3])
  })

  test('may stay active with no process', () => {
    const bench = launched('Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/true', 'ExecStop=/bin/echo end')
    bench.pass(100)
    expect([bench.state(A), bench.unit(A)?.alive]).toEqual(['loaded active/exited', false])
    bench.do(bench.manager.stop(A))
    bench.pass(50)
    expect([bench.state(A), bench.ran.at(-1)]).toEqual(['loaded inactive/dead', 'stop: /bin/echo end'])
  })

  test('fails with the first command that fails', () => {
    const bench = launched('Type=oneshot', 'ExecStart=/bin/false', 'ExecStart=/bin/true')
    bench.pass(100)
    expect([bench.state(A), bench.ran]).toEqual(['loaded failed/failed', ['main: /bin/false']])
  })
})
