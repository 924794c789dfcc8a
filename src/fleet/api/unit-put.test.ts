import { beforeEach, describe, expect, test } from '@jest/globals'
import type { StoreRequest } from '../../store/contract.ts'
import { encodeJob } from '../registry/codecs.ts'
import { jobKey } from '../registry/keys.ts'
import { hashOf } from '../unit-file/hash.ts'
import { parseUnitFile } from '../unit-file/parse.ts'
import { ApiBench, APP, option, OPTIONS, OTHERS, problem } from './api-fixture.ts'

const BAD = [option('X-Fleet', 'MachineID', 'x'), option('X-Fleet', 'Global', 'true')]

let bench: ApiBench
beforeEach(() => void (bench = new ApiBench()))

describe('PUT /units/{n}: the first that hits wins', () => {
  test.each([
    [[], 'expected 1 Content-Type, got 0'],
    [['application/json', 'application/json'], 'expected 1 Content-Type, got 2'],
    [['text/plain'], 'only acceptable Content-Type is application/json'],
  ])('1. content types %j', (contentTypes, message) => {
    bench.refuses(
      () => bench.send({ method: 'PUT', target: '/fleet/v1/units/no', contentTypes, body: '{' }),
      415,
      message,
    )
  })

  test('2. body, name, desired state', () => {
    const send = (name: string, body: string) =>
      bench.send({ method: 'PUT', target: `/fleet/v1/units/${name}`, contentTypes: ['application/json'], body })
    bench.refuses(() => send('no', '{'), 400, 'unable to decode body: it is not JSON')
    bench.refuses(() => send('no', ''), 400, 'unable to decode body: EOF')
    bench.refuses(() => send('a', '{"name":"b"}'), 400, 'name in URL "a" differs from unit name in request body "b"')
    bench.refuses(() => bench.put('a', { name: 'a' }), 400, 'unit name must contain "."')
    bench.refuses(() => bench.put('../../x.service', {}), 400, "invalid character '/' in unit name")
    bench.refuses(() => bench.put('<script>@1.service', {}), 400, "invalid character '<' in unit name")
    bench.refuses(() => bench.put(`${'x'.repeat(249)}.service`, {}), 400, 'unit name exceeds maximum length (256)')
    const bogus = 'invalid desiredState "bogus": expect inactive, loaded, launched'
    bench.refuses(() => bench.put(APP, { options: OPTIONS, desiredState: 'bogus' }), 400, bogus)
  })

  test('3. a unit that is absent', () => {
    const conflict = 'unit does not exist and options field empty'
    bench.refuses(() => bench.put(APP, { desiredState: 'launched' }), 409, conflict)
    bench.refuses(() => bench.put(APP, { options: BAD }), 400, 'MachineID cannot be used with Global')
    expect(bench.put(APP, { options: OPTIONS, desiredState: 'launched' })).toEqual({ status: 201 })
    expect(bench.stored(jobKey(APP, 'target-state'))).toBe('launched')
    expect(bench.put('b.service', { name: '', options: OPTIONS })).toEqual({ status: 201 })
    expect(bench.stored(jobKey('b.service', 'target-state'))).toBe('inactive')
  })

  test('4. other options replace; a desired state that is left out is inactive; they are checked', () => {
    bench.put(APP, { options: OPTIONS, desiredState: 'launched' })
    bench.refuses(() => bench.put(APP, { options: BAD }), 400, 'MachineID cannot be used with Global')
    expect(bench.put(APP, { options: OTHERS })).toEqual({ status: 201 })
    expect(bench.get(`/units/${APP}`).body).toMatchObject({ options: OTHERS, desiredState: 'inactive' })
  })

  // named after upstream's TestUnitsSetDesiredState
  test('5. otherwise the desired state is set', () => {
    bench.put(APP, { options: OPTIONS })
    const conflict = 'must provide DesiredState to update existing unit'
    bench.refuses(() => bench.put(APP, {}), 409, conflict)
    bench.refuses(() => bench.put(APP, { options: OPTIONS, desiredState: null }), 409, conflict)
    expect(bench.put(APP, { options: OPTIONS, desiredState: 'loaded' })).toEqual({ status: 204 })
    expect(bench.put(APP, { desiredState: 'launched' })).toEqual({ status: 204 })
    expect(bench.get(`/units/${APP}`).body).toMatchObject({ options: OPTIONS, desiredState: 'launched' })
  })

  // coreos/fleet #793
  test('a template is not activated: made, replaced or as it is', () => {
    const template = 't@.service'
    const message = 'cannot activate template "t@.service"'
    bench.refuses(() => bench.put(template, { options: OPTIONS, desiredState: 'launched' }), 400, message)
    expect(bench.put(template, { options: OPTIONS, desiredState: 'inactive' }).status).toBe(201)
    bench.refuses(() => bench.put(template, { options: OTHERS, desiredState: 'loaded' }), 400, message)
    bench.refuses(() => bench.put(template, { desiredState: 'loaded' }), 400, message)
    expect(bench.put(template, { desiredState: 'inactive' }).status).toBe(204)
    expect(bench.put('t@1.service', { options: OPTIONS, desiredState: 'launched' }).status).toBe(201)
  })

  test('a desired state that is none is not stored, and the unit stays in the list (coreos/fleet #1169)', () => {
    bench.put(APP, { options: OPTIONS, desiredState: 'launched' })
    expect(bench.put(APP, { desiredState: 'bogus' }).status).toBe(400)
    expect(bench.get('/units').body).toMatchObject({ units: [{ name: APP, desiredState: 'launched' }] })
  })
})

describe('two at once', () => {
  const object = (text: string): StoreRequest => {
    const hash = hashOf(parseUnitFile(text))
    return { kind: 'put', key: jobKey(APP, 'object'), value: encodeJob({ name: APP, hash, text }) }
  }

  /** Somebody else writes right before each of the next transactions. */
  function overtakenBy(...others: readonly StoreRequest[]): void {
    const left = [...others]
    bench.overtake = ({ kind }) => (kind === 'txn' ? left.shift() : undefined)
  }

  test('a unit that was made meanwhile is replaced, and one that was replaced meanwhile is too', () => {
    overtakenBy(object('[Service]\nExecStart=1\n'), object('[Service]\nExecStart=2\n'))
    expect(bench.put(APP, { options: OPTIONS, desiredState: 'loaded' })).toEqual({ status: 201 })
    expect(bench.get(`/units/${APP}`).body).toMatchObject({ desiredState: 'loaded', options: OPTIONS })
  })

  test('a unit that was destroyed meanwhile is missed', () => {
    bench.put(APP, { options: OPTIONS })
    overtakenBy({ kind: 'delete', key: jobKey(APP, 'object') })
    expect(bench.put(APP, { desiredState: 'launched' })).toMatchObject({ status: 409 })
  })

  test('whoever is always late is told that nothing was done', () => {
    overtakenBy(...[1, 2, 3, 4, 5, 6].map((n) => object(`[Service]\nExecStart=${n}\n`)))
    const message = 'nothing was changed: app.service was changed by others all the while'
    expect(bench.put(APP, { options: OPTIONS })).toEqual(problem(503, message))
  })
})
