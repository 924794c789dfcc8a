import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ApiBench, problem } from './api-fixture.ts'
import type { ApiRequest } from './message.ts'
import { BASES } from './operations.ts'
import { errorSchema } from './schema.ts'

describe('what is not there', () => {
  const bench = new ApiBench()
  const root = [405, ''] as const
  const nothing = [404, ''] as const
  const item = [405, 'only GET, PUT and DELETE supported against this resource'] as const
  const collection = [405, 'only GET supported against this resource'] as const

  test.each([
    ['GET', '/', root],
    ['POST', '/', root],
    ['GET', '/fleet', nothing],
    ['GET', '/metrics', nothing],
    ['GET', '/fleet/v2/units', nothing],
    ['GET', '//fleet/v1/units', nothing],
    ['GET', '/fleet%2Fv1/units', nothing],
  ])('%s %s', (method, target, [code, message]) => {
    expect(bench.send({ method, target })).toEqual(problem(code, message))
  })

  test.each([
    ['GET', '', root],
    ['GET', '/', nothing],
    ['GET', '/units/', nothing],
    ['PUT', '/units/', nothing],
    ['GET', '/units/a.service/', nothing],
    ['GET', '/units/a.service/b', nothing],
    ['GET', '/units/a.service/placement/x', nothing],
    ['GET', '/state/', nothing],
    ['GET', '/state/a/b', nothing],
    ['GET', '/machines/', nothing],
    ['GET', '/machines/x', nothing],
    ['GET', '/discovery/x', nothing],
    ['GET', '/constructor', nothing],
    ['GET', '/Units', nothing],
    ['POST', '/units', collection],
    ['get', '/units', collection],
    ['POST', '/units/a.service', item],
    ['HEAD', '/units/a.service', item],
    ['constructor', '/units/a.service', item],
    ['DELETE', '/state', collection],
    ['PUT', '/state/a.service', collection],
    ['PUT', '/units/a.service/placement', collection],
    ['POST', '/machines', [405, 'only GET and PATCH supported against this resource']],
    ['PUT', '/discovery', [400, 'only HTTP GET supported against this resource']],
  ] as const)('%s …%s', (method, target, [code, message]) => {
    for (const base of BASES) {
      expect(bench.send({ method, target: base + target })).toEqual(problem(code, message))
    }
  })

  test('a target that is badly encoded', () => {
    expect(bench.get('/units/%zz')).toEqual(problem(400, 'malformed percent-encoding: "%zz"'))
    expect(bench.get('/units?nextPageToken=%')).toEqual(problem(400, 'malformed percent-encoding: "%"'))
  })
})

describe('a machine that is out of touch with the registry', () => {
  test('answers everything alike', () => {
    const bench = new ApiBench()
    bench.second.available = false
    for (const request of [{ target: '/fleet/v1/discovery' }, { target: '/%zz' }, { method: 'PUT', target: '/' }]) {
      expect(bench.send(request, bench.second)).toEqual(problem(503, 'fleet server unable to communicate with etcd'))
    }
    expect(bench.get('/discovery').status).toBe(200)
  })
})

describe('any request', () => {
  const name = fc.oneof(
    fc.constantFrom('a.service', 'a@.service', 'a@1.service', '../../x.service', '<script>@1.service', '__proto__'),
    fc.string({ unit: 'binary' }),
  )
  const query = fc.oneof(
    fc.constantFrom(
      '',
      '?nextPageToken=',
      '?nextPageToken=ZAACAA==',
      '?nextPageToken=a&nextPageToken=b',
      '?unitName=%',
    ),
    fc.string().map((text) => `?${text}`),
  )
  const place = fc.oneof(
    fc.constantFrom('', '/', '/units', '/state', '/machines', '/discovery'),
    fc
      .tuple(fc.constantFrom('units', 'state'), name)
      .map(([where, unit]) => `/${where}/${encodeURIComponent(unit.toWellFormed())}`),
    name.map((unit) => `/units/${encodeURIComponent(unit.toWellFormed())}/placement`),
    fc.string(),
  )
  const option = fc.record(
    {
      section: fc.constantFrom('Service', 'X-Fleet', '', ']', '\n'),
      name: fc.oneof(fc.constantFrom('ExecStart', 'MachineID', 'Global', 'Conflicts', '#', '='), fc.string()),
      value: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\\', '\\', '\n', '\ud800', 'true')),
    },
    { requiredKeys: [] },
  )
  const unit = fc.record(
    {
      name,
      options: fc.array(option),
      desiredState: fc.constantFrom('inactive', 'loaded', 'launched', 'bogus', '', null),
    },
    { requiredKeys: [] },
  )
  const patch = fc.array(
    fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'x'),
        path: fc.oneof(fc.constantFrom('/m0/metadata/a', '/m0/metadata/__proto__', '//metadata/a'), fc.string()),
        value: fc.oneof(fc.string({ unit: 'binary' }), fc.record({ value: fc.string() }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  )
  const JSON_TYPE = fc.constant(['application/json'])
  const jsonOf = (value: fc.Arbitrary<unknown>) => value.map((each) => JSON.stringify(each))
  const anyTypes = fc.oneof({ weight: 5, arbitrary: JSON_TYPE }, { weight: 1, arbitrary: fc.array(fc.string()) })
  const wild: fc.Arbitrary<ApiRequest> = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'HEAD'), fc.string()),
    target: fc.oneof(
      fc.tuple(fc.constantFrom(...BASES), place, query).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    ),
    contentTypes: anyTypes,
    body: fc.oneof(jsonOf(unit), jsonOf(patch), fc.json(), fc.string()),
  })
  /** Close to what is meant to be sent. */
  const tame: fc.Arbitrary<ApiRequest> = fc.oneof(
    fc.record({
      method: fc.constantFrom('PUT', 'PUT', 'PUT', 'DELETE', 'GET'),
      target: fc.constantFrom('a', 'a@', 'a@1').map((stem) => `/fleet/v1/units/${stem}.service`),
      contentTypes: anyTypes,
      body: jsonOf(unit.map(({ name: _, ...rest }) => rest)),
    }),
    fc.record({
      method: fc.constant('PATCH'),
      target: fc.constant('/fleet/v1/machines'),
      contentTypes: JSON_TYPE,
      body: jsonOf(patch),
    }),
  )
  const request = fc.oneof(wild, tame)

  test('is answered; an error is said as one, and has stored nothing', () => {
    const bench = new ApiBench()
    const statuses = new Set<number>()
    fc.assert(
      fc.property(request, (asked) => {
        const { writes } = bench
        const reply = bench.send(asked)
        statuses.add(reply.status)
        if (reply.status < 400) return
        expect(reply.status).toBeLessThan(500)
        expect(errorSchema.parse(reply.body).error.code).toBe(reply.status)
        expect(bench.writes).toBe(writes)
      }),
      { numRuns: 1000 },
    )
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 204, 400, 404, 405, 409, 415]))
    expect(bench.get('/units')).toMatchObject({ status: 200 })
    expect(bench.get('/machines')).toMatchObject({ status: 200 })
  })
})
