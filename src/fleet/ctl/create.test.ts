import { describe, expect, test } from '@jest/globals'
import { CtlBench } from './fixture.ts'
import { HELLO } from './fleet-fixture.ts'

const OTHER = '[Service]\nExecStart=/bin/sleep 200\n'

function bench(files: Readonly<Record<string, string>> = { 'units/hello.service': HELLO }): CtlBench {
  const made = new CtlBench()
  for (const [path, text] of Object.entries(files)) made.files.set(path, text)
  return made
}

describe('lazy creation', () => {
  test('a unit that is in the registry is not written, and a file that differs is told', () => {
    const desk = bench()
    desk.fleet.put('hello.service', OTHER)
    expect(desk.run('submit', ['units/hello.service'])).toBe(0)
    const where = 'in registry differs from local unit file units/hello.service. Add --replace to override.'
    expect(desk.errors).toEqual([`WARNING: Unit hello.service ${where}`])
    expect(desk.fleet.bodies).toEqual([])
  })

  test('and so is a template', () => {
    const desk = bench({ 'a/hello@.service': HELLO })
    desk.fleet.put('hello@1.service', OTHER)
    expect(desk.run('submit', ['a/hello@1.service'])).toBe(0)
    const where = 'in registry differs from local template unit file a/hello@.service. Add --replace to override.'
    expect(desk.errors).toEqual([`WARNING: Unit hello@1.service ${where}`])
  })

  test('a file comes before the template of the registry, and that before the template beside the file', () => {
    const desk = bench({ 'hello@1.service': '[A]\na=1\n', 'hello@.service': '[A]\na=3\n' })
    desk.fleet.put('hello@.service', '[A]\na=2\n')
    expect(desk.run('submit', ['hello@1.service', 'hello@2.service'])).toBe(0)
    desk.fleet.units.delete('hello@.service')
    expect(desk.run('submit', ['hello@3'])).toBe(0)
    const values = [1, 2, 3].map((i) => desk.fleet.units.get(`hello@${i}.service`)?.options[0]?.value)
    expect(values).toEqual(['1', '2', '3'])
  })

  test('the first argument that names nothing ends it', () => {
    const desk = bench()
    expect(desk.run('start', ['units/hello', 'nothing', 'units/hello@1'])).toBe(1)
    expect(desk.errors).toEqual(['unable to find Unit(nothing.service) in Registry or on filesystem'])
    expect(desk.fleet.units.get('hello.service')?.desiredState).toBe('inactive')
  })

  test('a file that cannot be read, or is none, is named', () => {
    const desk = bench({ 'a.service': 'unreadable', 'b.service': '[Service\n' })
    expect([desk.run('start', ['a.service']), desk.errors]).toEqual([1, ['a.service: may not be read']])
    expect(desk.run('start', ['b.service'])).toBe(1)
    expect(desk.errors[0]).toMatch(/^b\.service: unable to find end of section/)
  })

  test('keys that do nothing are told, and so is what the server refuses', () => {
    const desk = bench({ 'a.service': `${HELLO}[X-Fleet]\nmachineof=b\nMachineMetadata=a=b c=d\n` })
    expect(desk.run('submit', ['a.service'])).toBe(0)
    expect(desk.errors).toEqual([
      'WARNING: unrecognized requirement in [X-Fleet] section: "machineof"',
      'WARNING: MachineMetadata=a=b c=d requires nothing: expected key=value',
    ])
    desk.fleet.before = ({ method }) =>
      method === 'PUT' ? { status: 400, body: { error: { code: 400, message: 'no' } } } : undefined
    expect(desk.run('start', ['a.service'])).toBe(1)
    expect(desk.errors).toEqual(['Error setting target state for Unit a.service: the server answered 400, no'])
  })

  test('a replaced unit is waited for until its new content is there', () => {
    const desk = bench()
    desk.fleet.put('hello.service', OTHER)
    const options = [{ section: 'Service', name: 'ExecStart', value: '/bin/sleep 200' }]
    const old = { name: 'hello.service', options, desiredState: 'inactive', currentState: 'inactive' }
    desk.fleet.before = ({ method }) =>
      method === 'GET' && desk.nowMs < 3_000 ? { status: 200, body: old } : undefined
    expect(desk.run('submit', ['units/hello.service'], { replace: true })).toBe(0)
    expect(desk.errors).toEqual(['Unit hello.service has its old content yet'])
    expect(desk.nowMs).toBeGreaterThan(3_000)
  })
})
