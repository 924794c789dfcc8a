import { describe, expect, test } from '@jest/globals'
import { unknown } from '../../runtime/operation.ts'
import { CtlBench } from './fixture.ts'
import { GLOBAL, HELLO, M1, M2 } from './fleet-fixture.ts'

const ON = 'on 85c0c595.../172.17.8.102'

function bench(): CtlBench {
  const made = new CtlBench()
  made.fleet.put('hello.service', HELLO)
  return made
}

describe('waiting', () => {
  test('--no-block triggers once, and waits for nothing', () => {
    const desk = bench()
    desk.fleet.why = { [M1]: 'no' }
    expect(desk.run('start', ['hello'], { noBlock: true })).toBe(0)
    expect([desk.printed, desk.errors]).toEqual([['Triggered unit hello.service start'], []])
    expect(desk.nowMs).toBeLessThan(100)
    expect([desk.run('start', ['hello'], { noBlock: true }), desk.printed]).toEqual([0, []])
  })

  test('a global unit is triggered and not waited for (coreos/fleet #1331)', () => {
    const desk = bench()
    desk.fleet.put('g.service', GLOBAL)
    expect(desk.run('start', ['g', 'hello'])).toBe(0)
    expect(desk.printed).toEqual(['Triggered global unit g.service start', `Unit hello.service launched ${ON}`])
  })

  test('a unit that can be placed nowhere does not wait in silence (coreos/fleet #1348)', () => {
    const desk = bench()
    desk.fleet.why = { [M2]: 'lacks metadata', [M1]: 'conflicts with b.service' }
    const line = 'Unit hello.service is not scheduled to a machine: '
    const why = `${line}85c0c595...: conflicts with b.service; 9d3f1b22...: lacks metadata`
    expect(desk.run('start', ['hello'], { attempts: 2 })).toBe(1)
    const timedOut = 'timed out waiting for unit hello.service to report state launched'
    expect(desk.errors).toEqual([why, why, timedOut])
    expect(Math.round(desk.nowMs / 500)).toBe(8)
  })

  test('for ever, when no attempts are counted', () => {
    const desk = bench()
    desk.fleet.why = {}
    expect(desk.run('start', ['hello'])).toBeUndefined()
    expect(desk.errors.length).toBeGreaterThan(25)
    expect(desk.errors[0]).toBe(
      'Unit hello.service is not scheduled to a machine yet: there is none that could refuse it',
    )
  })

  test('a server that does not explain will do', () => {
    const desk = bench()
    desk.fleet.why = { [M1]: 'no' }
    desk.fleet.explains = false
    expect(desk.run('load', ['hello'], { attempts: 1 })).toBe(1)
    expect(desk.errors[0]).toBe('Unit hello.service is not scheduled to a machine yet')
  })

  test('a slow start is no failed one', () => {
    const desk = bench()
    desk.fleet.systemd = () => ['loaded', 'activating', 'start-pre']
    desk.fleet.later(9_000, () => {
      desk.fleet.systemd = () => ['loaded', 'active', 'running']
      desk.fleet.settle('hello.service')
    })
    expect([desk.run('start', ['hello']), desk.printed]).toEqual([0, [`Unit hello.service launched ${ON}`]])
    const why = 'Unit hello.service is scheduled to 85c0c595... and still launched, systemd reports it'
    expect(new Set(desk.errors)).toEqual(new Set([`${why} activating (start-pre)`]))
  })

  test.each([
    ['failed', 'exit-code'],
    ['inactive', 'dead'],
  ])('a start that systemd has %s for a whole window is', (active, sub) => {
    const desk = bench()
    desk.fleet.systemd = () => ['loaded', active, sub]
    expect(desk.run('start', ['hello'])).toBe(1)
    const why = `but systemd reports it ${active} (${sub})`
    expect(desk.errors.at(-1)).toBe(`Unit hello.service was launched on 85c0c595..., ${why}`)
  })

  test('what systemd said before is not taken for what became of it', () => {
    const desk = bench()
    desk.fleet.systemd = () => ['loaded', 'failed', 'exit-code']
    desk.fleet.later(1_500, () => {
      desk.fleet.systemd = () => ['loaded', 'active', 'running']
      desk.fleet.settle('hello.service')
    })
    expect(desk.run('start', ['hello'])).toBe(0)
  })

  test('a unit that is destroyed meanwhile is not waited for', () => {
    const desk = bench()
    desk.fleet.why = {}
    desk.fleet.later(1_000, () => desk.fleet.units.delete('hello.service'))
    expect(desk.run('load', ['hello'])).toBe(1)
    expect(desk.errors).toEqual(['Unit hello.service does not exist any more'])
  })

  test('a request that is lost is made again, and that is told', () => {
    const desk = bench()
    let asked = 0
    desk.lost = ({ method }) => (method === 'GET' && ++asked > 2 && asked < 20 ? unknown('no answer') : undefined)
    expect(desk.run('start', ['hello'])).toBe(0)
    expect(desk.errors[0]).toBe('Unit hello.service is not known to be there: no answer')
    desk.lost = ({ method }) => (method === 'PUT' ? unknown('no answer') : undefined)
    expect([desk.run('stop', ['hello']), desk.errors]).toEqual([1, ['no answer (it may have happened)']])
  })
})
