import { beforeEach, describe, expect, test } from '@jest/globals'
import { fail, unknown } from '../../runtime/operation.ts'
import { jobKey } from '../registry/keys.ts'
import { ApiBench, APP, option, OPTIONS, OTHERS, problem } from './api-fixture.ts'
import { OUT_OF_TOUCH } from './refused.ts'

const GLOBAL = [...OPTIONS, option('X-Fleet', 'Global', 'true')]

let bench: ApiBench
beforeEach(() => void (bench = new ApiBench()))

describe('reads', () => {
  test('what one machine was told, every machine knows (coreos/fleet #1316)', () => {
    bench = new ApiBench(3)
    const { first, second } = bench
    for (let i = 0; i < 20; i++) {
      const name = `u${i}.service`
      expect(bench.put(name, { options: OPTIONS }, first).status).toBe(201)
      expect(bench.get(`/units/${name}`, second).status).toBe(200)
      expect(bench.put(name, { desiredState: 'launched' }, second).status).toBe(204)
      expect(bench.get(`/units/${name}`, first).body).toMatchObject({ desiredState: 'launched' })
    }
  })

  test('a unit in every state, field by field', () => {
    const show = () => JSON.stringify(bench.get(`/units/${APP}`).body)
    const rest = `"name":"app.service","options":[{"name":"ExecStart","section":"Service","value":"/bin/sleep 100"}]}`
    bench.put(APP, { options: OPTIONS, desiredState: 'launched' })
    expect(show()).toBe(`{"currentState":"inactive","desiredState":"launched",${rest}`)
    bench.store(jobKey(APP, 'target'), 'm1')
    bench.report(APP, 'm0')
    expect(show()).toBe(`{"currentState":"inactive","desiredState":"launched","machineID":"m1",${rest}`)
    bench.report(APP, 'm1')
    expect(show()).toBe(`{"currentState":"loaded","desiredState":"launched","machineID":"m1",${rest}`)
    bench.store(jobKey(APP, 'job-state'), 'm1')
    expect(show()).toBe(`{"currentState":"launched","desiredState":"launched","machineID":"m1",${rest}`)
    expect(JSON.stringify(bench.get('/units').body)).toBe(`{"units":[${show()}]}`)
  })

  test('a global unit has neither machine nor current state, in the item and in the list', () => {
    bench.put(APP, { options: GLOBAL, desiredState: 'launched' })
    bench.report(APP, 'm0')
    const { body } = bench.get(`/units/${APP}`)
    expect(Object.keys(body as object)).toEqual(['desiredState', 'name', 'options'])
    expect(bench.get('/units').body).toEqual({ units: [body] })
  })

  test('the list is by name, in pages; an empty one is {}', () => {
    expect(bench.get('/units')).toEqual({ status: 200, body: {} })
    for (const name of ['b.service', 'a.service', 'c@1.service']) bench.put(name, { options: OPTIONS })
    const { body } = bench.get('/units')
    expect((body as { units: { name: string }[] }).units.map(({ name }) => name)).toEqual([
      'a.service',
      'b.service',
      'c@1.service',
    ])
    expect(bench.get('/units?nextPageToken=ZAACAA==')).toEqual({ status: 200, body: {} })
    expect(bench.get('/units?nextPageToken=')).toEqual(problem(400, 'EOF'))
    expect(bench.get('/units/a.servic')).toEqual(problem(404, 'unit does not exist'))
    expect(bench.get('/units/..%2F..%2Fx.service')).toEqual(problem(404, 'unit does not exist'))
    expect(bench.send({ target: '/v1-alpha/units/c%401.service' }).status).toBe(200)
  })
})

describe('what cannot be read', () => {
  beforeEach(() => {
    bench.put(APP, { options: OPTIONS, desiredState: 'launched' })
    bench.store(jobKey(APP, 'object'), 'garbage')
  })
  const why = `the record at ${jobKey(APP, 'object')} cannot be read: it is not JSON`

  test('is in the list, by its name; asked for, it is said what is wrong', () => {
    expect(bench.get('/units').body).toEqual({ units: [{ desiredState: 'launched', name: APP }] })
    bench.refuses(() => bench.get(`/units/${APP}`), 500, why)
    bench.refuses(() => bench.get(`/units/${APP}/placement`), 500, why)
    bench.refuses(() => bench.put(APP, { desiredState: 'loaded' }), 500, why)
  })

  test('is mended by other options', () => {
    expect(bench.put(APP, { options: OPTIONS, desiredState: 'launched' })).toEqual({ status: 201 })
    expect(bench.get(`/units/${APP}`).body).toMatchObject({ options: OPTIONS })
  })

  test('is destroyed like any other', () => {
    expect(bench.delete(APP)).toEqual({ status: 204 })
    expect(bench.get('/units').body).toEqual({})
  })

  test('a target state that is none shows as missing, and is mended by one', () => {
    bench.put(APP, { options: OPTIONS, desiredState: 'launched' })
    bench.store(jobKey(APP, 'target-state'), 'bogus')
    expect(bench.get('/units').body).toEqual({
      units: [{ currentState: 'inactive', name: APP, options: OPTIONS.map((o) => ({ ...o })) }],
    })
    expect(bench.get(`/units/${APP}`)).toMatchObject({ status: 500 })
    expect(bench.put(APP, { desiredState: 'loaded' })).toEqual({ status: 204 })
    expect(bench.get(`/units/${APP}`).body).toMatchObject({ desiredState: 'loaded' })
  })
})

describe('DELETE /units/{n}', () => {
  test('destroys; what is not there is 404', () => {
    bench.put(APP, { options: OPTIONS })
    expect(bench.delete(APP)).toEqual({ status: 204 })
    bench.refuses(() => bench.delete(APP), 404, 'unit does not exist')
    expect(bench.get(`/units/${APP}`).status).toBe(404)
  })

  test('needs no body and no content type, and the unit can be made again', () => {
    bench.put(APP, { options: OPTIONS })
    bench.delete(APP)
    expect(bench.put(APP, { options: OTHERS })).toEqual({ status: 201 })
  })
})

describe('the store does not answer', () => {
  test('a read is 503', () => {
    bench.before = () => unknown('no answer in time')
    expect(bench.get(`/units/${APP}`)).toEqual(problem(503, OUT_OF_TOUCH))
    expect(bench.get('/machines')).toEqual(problem(503, OUT_OF_TOUCH))
    expect(bench.get('/state')).toEqual(problem(503, OUT_OF_TOUCH))
  })

  test('a write that did not happen says so', () => {
    bench.before = ({ kind }) => (kind === 'txn' ? fail('no leader') : undefined)
    const message = `${OUT_OF_TOUCH}: nothing was changed: no leader`
    bench.refuses(() => bench.put(APP, { options: OPTIONS }), 503, message)
    bench.refuses(() => bench.delete(APP), 503, message)
  })

  test('a write that may have happened says so', () => {
    bench.after = ({ kind }) => (kind === 'txn' ? unknown('connection lost') : undefined)
    const message = `${OUT_OF_TOUCH}: it is not known whether the change was made: connection lost`
    expect(bench.put(APP, { options: OPTIONS })).toEqual(problem(503, message))
    bench.after = () => undefined
    expect(bench.get(`/units/${APP}`).status).toBe(200) // it had
  })
})

describe('GET /units/{n}/placement', () => {
  test('says where a unit is and why it is not elsewhere', () => {
    bench.join('m0', { disk: 'ssd' })
    bench.join('m1')
    bench.put(APP, {
      options: [...OPTIONS, option('X-Fleet', 'MachineMetadata', 'disk=ssd')],
      desiredState: 'launched',
    })
    bench.store(jobKey(APP, 'target'), 'm0')
    const { status, body } = bench.get(`/units/${APP}/placement`)
    expect({ status, body }).toMatchObject({ status: 200, body: { unit: APP, machine: 'm0' } })
    expect((body as { why: object }).why).toMatchObject({ m1: 'local Machine metadata insufficient' })
    expect(bench.get('/units/b.service/placement')).toEqual(problem(404, 'unit does not exist'))
  })
})
