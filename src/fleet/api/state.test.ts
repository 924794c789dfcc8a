import { beforeEach, describe, expect, test } from '@jest/globals'
import { jobKey, stateKey } from '../registry/keys.ts'
import { ApiBench, problem } from './api-fixture.ts'

let bench: ApiBench
beforeEach(() => {
  bench = new ApiBench()
  for (const machine of ['m0', 'm1', 'm2']) bench.report('app.service', machine)
  bench.report('b@1.service', 'm1')
})

/** Unit and machine of each. */
const listed = (query: string): readonly string[] => {
  const { states = [] } = bench.get(`/state${query}`).body as { states?: { name: string; machineID: string }[] }
  return states.map(({ name, machineID }) => `${name} ${machineID}`)
}

describe('GET /state', () => {
  test('by unit, then by machine; the first value of a filter counts', () => {
    const app = ['app.service m0', 'app.service m1', 'app.service m2']
    expect(listed('')).toEqual([...app, 'b@1.service m1'])
    expect(listed('?unitName=app.service')).toEqual(app)
    expect(listed('?machineID=m1')).toEqual(['app.service m1', 'b@1.service m1'])
    expect(listed('?machineID=m1&machineID=m0&unitName=b%401.service')).toEqual(['b@1.service m1'])
    expect(listed('?machineID=&unitName=')).toHaveLength(4)
    expect(listed('?unitName=app')).toEqual([])
    expect(bench.get('/state?unitName=app')).toEqual({ status: 200, body: {} })
  })

  test('one that cannot be read is not in the list, and hides no other', () => {
    bench.store(stateKey('app.service', 'm1'), 'garbage')
    expect(listed('?unitName=app.service')).toEqual(['app.service m0', 'app.service m2'])
  })
})

describe('GET /state/{n}', () => {
  test('of several machines the own one, else the first, field by field', () => {
    const shown = (machine: string) =>
      `{"hash":"${'f'.repeat(40)}","machineID":"${machine}","name":"app.service",` +
      '"systemdActiveState":"inactive","systemdLoadState":"loaded","systemdSubState":"dead"}'
    expect(JSON.stringify(bench.get('/state/app.service').body)).toBe(shown('m0'))
    bench.put('app.service', { options: [{ section: 'Service', name: 'ExecStart', value: '/bin/true' }] })
    bench.store(jobKey('app.service', 'target'), 'm2')
    expect(JSON.stringify(bench.get('/state/app.service').body)).toBe(shown('m2'))
  })

  test('a missing one is 404, and the connection stays', () => {
    expect(bench.get('/state/c.service')).toEqual(problem(404, 'unit state does not exist'))
    expect(bench.get('/state/app.service%2Fm0')).toEqual(problem(404, 'unit state does not exist'))
  })

  test('one that cannot be read says which', () => {
    const key = stateKey('b@1.service', 'm1')
    bench.store(key, '{}')
    expect(bench.get('/state/b@1.service')).toEqual(
      problem(500, `the record at ${key} cannot be read: it has no text as machineID`),
    )
  })
})
