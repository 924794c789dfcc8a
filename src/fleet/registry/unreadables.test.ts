import { describe, expect, test } from '@jest/globals'
import { ENGINE_VERSION_KEY, jobKey, presenceKey } from './keys.ts'
import { gone, objectOf, presenceOf, put, Registry, TEXT } from './registry-fixture.ts'

describe('a record that cannot be read', () => {
  test('leaves a job that is unknown, and is listed with the reason', () => {
    const registry = new Registry()
    const key = jobKey('a.service', 'object')
    const { jobs, unreadable } = registry.do(put(key, '{"Name":"a.service"}'), put(jobKey('a.service', 'target'), 'm0'))
    expect(jobs.get('a.service')).toEqual({
      name: 'a.service',
      unit: undefined,
      targetState: undefined,
      target: 'm0',
      revision: 2,
    })
    expect(unreadable).toEqual([{ key, why: 'has no SHA-1 as UnitHash' }])
    expect(registry.do(objectOf('a.service')).unreadable).toEqual([])
  })

  test('may be a text that is no unit file, or another one than its hash says', () => {
    const hash = '0'.repeat(40)
    const objectWith = (Raw: string) =>
      put(jobKey('a.service', 'object'), JSON.stringify({ Name: 'a.service', UnitHash: hash, Raw }))
    const registry = new Registry()
    expect(registry.do(objectWith('[Service')).unreadable[0]?.why).toMatch(/^holds no unit file: /)
    expect(registry.do(objectWith(TEXT)).unreadable[0]?.why).toMatch(/^has the hash 0+, and its text has 1c6fb6f/)
    expect(registry.do(gone(jobKey('a.service', 'object'))).unreadable).toEqual([])
  })

  test('leaves the target state unknown, and so does one that is missing: neither is inactive', () => {
    const key = jobKey('a.service', 'target-state')
    const registry = new Registry()
    expect(registry.do(objectOf('a.service')).jobs.get('a.service')?.targetState).toBeUndefined()
    expect(registry.do(put(key, 'launched')).jobs.get('a.service')?.targetState).toBe('launched')
    const { jobs, unreadable } = registry.do(put(key, 'bogus'))
    expect(jobs.get('a.service')).toMatchObject({ unit: { name: 'a.service' }, targetState: undefined })
    expect(unreadable).toEqual([{ key, why: 'is no target state: "bogus"' }])
  })

  test('does not hide the others', () => {
    const { machines, unreadable } = new Registry().do(presenceOf('m0'), put(presenceKey('m1'), '?'), presenceOf('m2'))
    expect([...machines.keys()]).toEqual(['m0', 'm2'])
    expect(unreadable).toEqual([{ key: presenceKey('m1'), why: 'is not JSON' }])
  })

  test("may be the engine's version: it counts as higher than any", () => {
    const registry = new Registry()
    expect(registry.do(objectOf('a.service')).engineVersion).toBe(0)
    expect(registry.do(put(ENGINE_VERSION_KEY, '1')).engineVersion).toBe(1)
    expect(registry.do(put(ENGINE_VERSION_KEY, 'one')).engineVersion).toBe(Infinity)
    const { engineVersion, unreadable } = registry.do(gone(ENGINE_VERSION_KEY))
    expect({ engineVersion, unreadable }).toEqual({ engineVersion: 0, unreadable: [] })
  })
})
