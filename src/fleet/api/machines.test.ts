import { beforeEach, describe, expect, test } from '@jest/globals'
import { metadataKey } from '../registry/keys.ts'
import { ApiBench, problem } from './api-fixture.ts'

const at = (machine: string, key: string) => `/${machine}/metadata/${key}`

let bench: ApiBench
beforeEach(() => {
  bench = new ApiBench()
  bench.join('m1', { region: 'eu', disk: 'ssd' }, '10.0.0.1')
  bench.join('m0')
})

const machines = () => bench.get('/machines').body

// named after upstream's functional tests TestMachinesList and TestMachinesPatch*
describe('GET /machines', () => {
  test('MachinesList: by id; what is empty is left out', () => {
    expect(JSON.stringify(machines())).toBe(
      '{"machines":[{"id":"m0"},{"id":"m1","metadata":{"disk":"ssd","region":"eu"},"primaryIP":"10.0.0.1"}]}',
    )
  })

  test('MachinesListBadNextPageToken', () => {
    expect(bench.get('/machines?nextPageToken=EwBMLg==')).toEqual(problem(400, 'token limit must be 100'))
  })

  test('pages', () => {
    for (let i = 0; i < 100; i++) bench.join(`n${String(i).padStart(3, '0')}`)
    const { machines: shown, nextPageToken } = machines() as { machines: object[]; nextPageToken: string }
    expect(shown).toHaveLength(100)
    expect(nextPageToken).toBe('ZAACAA==')
    expect(bench.get(`/machines?nextPageToken=${nextPageToken}`).body).toEqual({
      machines: [{ id: 'n098' }, { id: 'n099' }],
    })
  })
})

describe('PATCH /machines', () => {
  test('MachinesPatchAddModify, with either shape of a value', () => {
    const patch = [
      { op: 'add', path: at('m0', 'foo'), value: { value: 'bar' } },
      { op: 'replace', path: at('m1', 'region'), value: 'us' },
      { op: 'add', path: at('m0', 'foo'), value: { value: 'baz' } },
    ]
    expect(bench.patch(patch)).toEqual({ status: 204 })
    expect(machines()).toMatchObject({
      machines: [{ metadata: { foo: 'baz' } }, { metadata: { disk: 'ssd', region: 'us' } }],
    })
  })

  test("as upstream's own client sends it, whose struct has no tag for the member Value", () => {
    const body = `[{"op":"add","path":"${at('m0', 'foo')}","value":{"Value":"bar"}}]`
    expect(bench.patch(JSON.parse(body))).toEqual({ status: 204 })
    expect(machines()).toMatchObject({ machines: [{ metadata: { foo: 'bar' } }, {}] })
  })

  test('MachinesPatchDelete: also what the machine was configured with', () => {
    expect(bench.patch([{ op: 'remove', path: at('m1', 'region') }])).toEqual({ status: 204 })
    expect(machines()).toEqual({
      machines: [{ id: 'm0' }, { id: 'm1', metadata: { disk: 'ssd' }, primaryIP: '10.0.0.1' }],
    })
  })

  test('a machine need not be there, and a key may be called __proto__', () => {
    expect(bench.patch([{ op: 'add', path: at('m9', 'foo'), value: 'bar' }])).toEqual({ status: 204 })
    expect(bench.stored(metadataKey('m9', 'foo'))).toBe('bar')
    expect(bench.patch([{ op: 'add', path: at('m0', '__proto__'), value: 'x' }])).toEqual({ status: 204 })
    expect(JSON.stringify(machines())).toContain('"metadata":{"__proto__":"x"}')
  })

  test('nothing to do is done', () => {
    expect(bench.patch([])).toEqual({ status: 204 })
  })

  const good = { op: 'add', path: at('m0', 'foo'), value: { value: 'bar' } }
  test.each([
    [{ ...good, op: 'noop' }, 'invalid op: expect add, remove, or replace'],
    [{ path: good.path }, 'invalid op: expect add, remove, or replace'],
    [{ ...good, path: '/m0/foo' }, 'machine metadata path invalid'],
    [{ ...good, path: '/m0/metadata/' }, 'machine metadata path invalid'],
    [{ ...good, path: '/m0/metadata/a/b' }, 'machine metadata path invalid'],
    [{ ...good, path: '/m0/x/metadata/a' }, 'machine metadata path invalid'],
    [{ ...good, path: '/m0/metadata/a b' }, 'machine metadata path invalid'],
    [{ ...good, path: '/m0/metadata/a\n' }, 'machine metadata path invalid'],
    [{ ...good, path: '/\ud800/metadata/a' }, 'machine metadata path invalid'],
    [{ ...good, value: '' }, 'invalid value: add and replace require a value'],
    [{ ...good, value: { value: '' } }, 'invalid value: add and replace require a value'],
    [{ ...good, value: {} }, 'invalid value: add and replace require a value'],
    [{ op: 'replace', path: good.path }, 'invalid value: add and replace require a value'],
    [{ ...good, value: '\udc00' }, 'invalid value: it holds half of a surrogate pair'],
    [{ ...good, value: 5 }, 'unable to decode body: 1.value: Invalid input'],
    ['x', 'unable to decode body: 1: Invalid input: expected object, received string'],
  ])('MachinesPatchBad: %j after a good one: %s, and none is done', (bad, message) => {
    const { writes } = bench
    expect(bench.patch([good, bad])).toEqual(problem(400, message))
    expect(bench.writes).toBe(writes)
  })

  test('MachinesPatchBad: no list', () => {
    expect(bench.patch({})).toMatchObject({ status: 400 })
    expect(bench.send({ method: 'PATCH', target: '/fleet/v1/machines' })).toMatchObject({ status: 400 })
  })
})
