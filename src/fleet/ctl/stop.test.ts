import { describe, expect, test } from '@jest/globals'
import { CtlBench } from './fixture.ts'
import { GLOBAL, HELLO } from './fleet-fixture.ts'

const ON = 'on 85c0c595.../172.17.8.102'

describe('TestUnitRestart', () => {
  test('the unit stops and starts', () => {
    const desk = new CtlBench()
    desk.fleet.put('hello.service', HELLO, 'launched')
    expect(desk.run('restart', ['hello'])).toBe(0)
    expect(desk.printed).toEqual([`Unit hello.service loaded ${ON}`, `Unit hello.service launched ${ON}`])
  })

  test('so does a global unit, everywhere', () => {
    const desk = new CtlBench()
    desk.fleet.put('g.service', GLOBAL, 'launched')
    expect(desk.run('restart', ['g'])).toBe(0)
    expect(desk.printed).toEqual(['Stopped global unit g.service', 'Triggered global unit g.service start'])
  })

  test('not where it is inactive', () => {
    const desk = new CtlBench()
    desk.fleet.put('hello.service', HELLO)
    expect(desk.run('restart', ['hello'])).toBe(1)
    expect(desk.errors).toEqual(['Unable to restart unit hello.service in state inactive'])
  })

  test('a unit that does not stop in time is left to run', () => {
    const desk = new CtlBench()
    desk.fleet.put('hello.service', HELLO, 'launched')
    desk.fleet.lagMs = 1_000_000
    expect(desk.run('restart', ['hello'], { attempts: 1 })).toBe(1)
    expect(desk.errors.at(-1)).toBe('timed out waiting for unit hello.service to report state loaded')
    expect(desk.fleet.units.get('hello.service')?.desiredState).toBe('launched')
  })
})

describe('stop, unload and destroy', () => {
  test('TestUnitStop: success is told on stderr', () => {
    const desk = new CtlBench()
    desk.fleet.put('a.service', HELLO, 'launched')
    desk.fleet.put('b.service', HELLO, 'launched')
    expect(desk.run('stop', ['a', 'b', 'c'])).toBe(0)
    expect(desk.printed).toEqual([`Unit a.service loaded ${ON}`, `Unit b.service loaded ${ON}`])
    const success = 'Successfully stopped units [a.service b.service].'
    expect(desk.errors).toEqual(['Unit c.service not found in registry', success])
    expect([desk.run('stop', ['a']), desk.printed, desk.errors]).toEqual([0, [], []])
    expect([desk.run('unload', ['a']), desk.printed]).toEqual([0, ['Unit a.service inactive']])
  })

  test('a unit that is inactive cannot be stopped, and then none is', () => {
    const desk = new CtlBench()
    desk.fleet.put('a.service', HELLO, 'launched')
    desk.fleet.put('b.service', HELLO)
    expect(desk.run('stop', ['a', 'b'])).toBe(1)
    expect(desk.errors).toEqual(['Unable to stop unit b.service in state inactive'])
    expect(desk.fleet.bodies).toEqual([])
  })

  test('a target that cannot be read is mended', () => {
    const desk = new CtlBench()
    desk.fleet.put('a.service', '[Service]\nEnvironment=\n', '')
    expect([desk.run('unload', ['a']), desk.printed]).toEqual([0, ['Unit a.service inactive']])
    expect(desk.fleet.units.get('a.service')?.desiredState).toBe('inactive')
  })

  test('a global unit is told', () => {
    const desk = new CtlBench()
    desk.fleet.put('g.service', GLOBAL, 'launched')
    expect([desk.run('stop', ['g']), desk.printed]).toEqual([0, ['Triggered global unit g.service stop']])
  })

  test.each(['stop', 'unload', 'destroy', 'restart'])('%s of what is not there is no failure', (verb) => {
    const desk = new CtlBench()
    expect([desk.run(verb, ['a']), desk.errors]).toEqual([0, ['Units not found in registry']])
    expect([desk.run(verb), desk.errors]).toEqual([0, ['No units given']])
  })

  test('destroy waits until the unit has stopped, unless it is not to', () => {
    const desk = new CtlBench()
    desk.fleet.lagMs = 3_000
    desk.fleet.put('a.service', HELLO, 'launched')
    expect([desk.run('destroy', ['a']), desk.printed]).toEqual([0, ['Destroyed a.service']])
    expect(desk.errors).toEqual(['Unit a.service is still on 85c0c595...: active (running)'])
    expect(desk.nowMs).toBeGreaterThan(3_000)
    desk.fleet.put('a.service', HELLO, 'launched')
    const before = desk.nowMs
    expect([desk.run('destroy', ['a'], { noBlock: true }), desk.printed]).toEqual([0, ['Destroyed a.service']])
    expect(desk.nowMs - before).toBeLessThan(250)
  })
})
