// coreos/fleet functional/{api,fleetctl}_test.go: machines over the API, and many units at once.

import { expect } from '@jest/globals'
import type { Program } from '../src/runtime/operation.ts'
import { acceptance, fleetTopology, HELLO, instances, unitFile } from './fleet-bench.ts'
import type { FleetOperator } from './fleet-operator.ts'

const two = { topology: fleetTopology(2) }
const PATH = '/m0/metadata/foo'

function* metadata(bench: FleetOperator, through: string): Program<readonly string[]> {
  return yield* bench.done(through, 'list-machines', [], { fields: 'machine,metadata' })
}

acceptance('TestMachinesList', two, function* (bench) {
  const machines = ['m0', 'm1'].map((id) => ({ id, metadata: { hostname: id }, primaryIP: id }))
  for (const id of ['m0', 'm1'])
    expect(yield* bench.ask(id, 'GET', '/machines')).toEqual({ status: 200, body: { machines } })
})

acceptance('TestMachinesListBadNextPageToken', two, function* (bench) {
  const { status, body } = yield* bench.ask('m0', 'GET', '/machines?nextPageToken=EwBMLg==')
  expect([status, body]).toEqual([400, { error: { code: 400, message: expect.stringMatching(/token/) } }])
})

acceptance('TestMachinesPatchAddModify', two, function* (bench) {
  yield* bench.start('m0', { 'far.service': unitFile(['MachineMetadata=foo=far']) })
  const add = { op: 'add', path: PATH, value: { value: 'near' } }
  expect((yield* bench.ask('m0', 'PATCH', '/machines', [add])).status).toBe(204)
  expect(yield* metadata(bench, 'm1')).toEqual(['m0\tfoo=near,hostname=m0', 'm1\thostname=m1'])
  yield* bench.settled('m0', 0)
  const replace = { op: 'replace', path: PATH, value: { value: 'far' } }
  expect((yield* bench.ask('m1', 'PATCH', '/machines', [replace])).status).toBe(204)
  expect(yield* metadata(bench, 'm0')).toEqual(['m0\tfoo=far,hostname=m0', 'm1\thostname=m1'])
  expect(yield* bench.settled('m0', 1)).toEqual({ 'far.service': ['m0'] })
})

acceptance('TestMachinesPatchDelete', two, function* (bench) {
  const add = { op: 'add', path: PATH, value: { value: 'far' } }
  yield* bench.ask('m0', 'PATCH', '/machines', [add])
  yield* bench.start('m0', { 'far.service': unitFile(['MachineMetadata=foo=far']) })
  expect(yield* bench.settled('m0', 1)).toEqual({ 'far.service': ['m0'] })
  const remove = [
    { op: 'remove', path: PATH },
    { op: 'remove', path: '/m1/metadata/hostname' },
  ]
  expect((yield* bench.ask('m0', 'PATCH', '/machines', remove)).status).toBe(204)
  expect(yield* metadata(bench, 'm0')).toEqual(['m0\thostname=m0', 'm1\t-'])
  expect(yield* bench.settled('m0', 0)).toEqual({})
})

acceptance('TestMachinesPatchBad', two, function* (bench) {
  const good = { op: 'add', path: PATH, value: { value: 'x' } }
  for (const bad of [
    { op: 'noop', path: PATH, value: { value: 'x' } },
    { op: 'add', path: '/m0/foo', value: { value: 'x' } },
    { op: 'add', path: PATH },
    { op: 'add', path: PATH, value: {} },
  ]) {
    const { status } = yield* bench.ask('m0', 'PATCH', '/machines', [good, bad])
    expect([bad, status]).toEqual([bad, 400])
  }
  expect(yield* metadata(bench, 'm0')).toEqual(['m0\thostname=m0', 'm1\thostname=m1'])
})

acceptance('TestTunnelScheduleBatchUnits', { topology: fleetTopology(3) }, function* (bench) {
  yield* bench.start(
    'm2',
    instances(11, (i) => `hello@${i}.service`, HELLO),
  )
  const placement = yield* bench.settled('m2', 11)
  const loads = ['m0', 'm1', 'm2'].map((id) => Object.values(placement).filter(([on]) => on === id).length)
  expect(loads.toSorted((a, b) => a - b)).toEqual([3, 4, 4])
})
