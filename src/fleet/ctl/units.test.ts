import { describe, expect, test } from '@jest/globals'
import { CtlBench, SILENT } from './fixture.ts'
import { HELLO } from './fleet-fixture.ts'

const OTHER = '[Service]\nExecStart=/bin/sleep 200\n'
const ON = 'on 85c0c595.../172.17.8.102'

function bench(files: Readonly<Record<string, string>> = { 'units/hello.service': HELLO }): CtlBench {
  const made = new CtlBench()
  for (const [path, text] of Object.entries(files)) made.files.set(path, text)
  return made
}

/** Do, undo, verify gone, redo, undo: as functional/unit_action_test.go. */
describe.each([
  ['TestUnitSubmit', 'submit', 'destroy', ['Unit hello.service inactive'], 9],
  ['TestUnitLoad', 'load', 'unload', [`Unit hello.service loaded ${ON}`], 6],
  ['TestUnitStart', 'start', 'stop', [`Unit hello.service launched ${ON}`], 3],
])('%s', (_, verb, undo, says, count) => {
  test('one unit', () => {
    const desk = bench()
    const created = verb === 'submit' ? [] : ['Unit hello.service inactive']
    for (const first of [created, verb === 'submit' ? ['Unit hello.service inactive'] : []]) {
      expect([desk.run(verb, ['units/hello.service']), desk.errors]).toEqual([0, []])
      expect(desk.printed).toEqual(verb === 'submit' ? says : [...first, ...says])
      expect(desk.run(undo, ['hello'])).toBe(0)
    }
    expect(desk.fleet.units.has('hello.service')).toBe(verb !== 'submit')
  })

  test('many units', () => {
    const names = Array.from({ length: count }, (_unit, i) => `hello@${i + 1}.service`)
    const desk = bench({ 'hello@.service': HELLO })
    expect(desk.run(verb, names)).toBe(0)
    expect([...desk.fleet.units.keys()]).toEqual(names)
    expect(desk.run(undo, names)).toBe(0)
    expect(desk.run('destroy', names)).toBe(0)
    expect(desk.fleet.units.size).toBe(0)
    expect(desk.run(verb, names)).toBe(0)
    expect(desk.fleet.units.size).toBe(count)
  })
})

describe.each([
  ['TestUnitSubmitReplace', 'submit', 'inactive', 'loaded'],
  ['TestUnitLoadReplace', 'load', 'loaded', 'launched'],
  ['TestUnitStartReplace', 'start', 'launched', 'odd'],
])('%s', (_, verb, level, above) => {
  test('--replace changes the content, and the unit ends in the state that the verb sets', () => {
    const desk = bench()
    desk.fleet.put('hello.service', OTHER, level)
    expect(desk.run(verb, ['units/hello.service'], { replace: true })).toBe(0)
    expect(desk.run('cat', ['hello'])).toBe(0)
    expect(desk.printed).toEqual([HELLO])
    expect(desk.fleet.units.get('hello.service')?.desiredState).toBe(level)
  })

  test('not in a state that is beyond the verb: that is no failure, and nothing is written', () => {
    const desk = bench()
    desk.fleet.put('hello.service', OTHER, above)
    expect(desk.run(verb, ['units/hello.service'], { replace: true })).toBe(0)
    const warning = `Warning: can not replace Unit(hello.service) in state '${above}', use the appropriate command`
    expect(desk.errors).toEqual([warning])
    expect(desk.fleet.bodies).toEqual([])
  })

  test('the same content is not written again', () => {
    const desk = bench()
    desk.fleet.put('hello.service', HELLO, level)
    expect(desk.run(verb, ['units/hello.service'], { replace: true })).toBe(0)
    expect(desk.errors).toEqual(['Found same Unit(hello.service) in Registry, nothing to do'])
    expect(desk.fleet.bodies).toEqual([])
  })
})

test('TestUnitStatus: a loaded unit shows that it is loaded', () => {
  const desk = bench()
  desk.fleet.put('hello.service', `[Unit]\nDescription=Says\n${HELLO}`, 'loaded')
  expect(desk.run('status', ['hello'])).toBe(3)
  expect(desk.printed).toEqual([
    '● hello.service - Says',
    '   Loaded: loaded',
    '   Active: inactive (dead)',
    '  Machine: 85c0c595.../172.17.8.102',
    expect.stringMatching(/^ {5}Hash: [0-9a-f]{7}$/),
  ])
  desk.run('start', ['hello'])
  expect(desk.run('status', ['hello'])).toBe(0)
  expect(desk.run('status', ['hello', 'b'])).toBe(1)
  expect(desk.errors).toEqual(['Unit b.service does not exist.'])
  desk.run('unload', ['hello'])
  expect(desk.run('status', ['hello'])).toBe(3)
  expect(desk.errors).toEqual(['Unit hello.service is on no machine; it is to be inactive.'])
})

test('TestUnitCat: what comes back is what was submitted', () => {
  const desk = bench()
  desk.run('submit', ['units/hello.service'])
  expect([desk.run('cat', ['hello.service']), desk.printed]).toEqual([0, [HELLO]])
  expect([desk.run('cat', ['b']), desk.errors]).toEqual([1, ['Unit b.service not found']])
})

test('a server that does not answer is one line', () => {
  const desk = bench()
  desk.lost = () => SILENT
  expect([desk.run('start', ['units/hello.service']), desk.errors]).toEqual([
    1,
    [SILENT.kind === 'fail' && SILENT.reason],
  ])
})

test('names travel whole', () => {
  const desk = bench({ 'a:b@c\\x2d.service': HELLO })
  expect(desk.run('submit', ['a:b@c\\x2d.service'])).toBe(0)
  expect([...desk.fleet.units.keys()]).toEqual(['a:b@c\\x2d.service'])
})
