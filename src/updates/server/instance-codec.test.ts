import { expect, test } from '@jest/globals'
import { Fleet } from '../rollout/decision-fixture.ts'
import { decodeInstance, encodeInstance, InstanceCorrupt } from './instance-codec.ts'

const fleet = new Fleet({}, '2.0.0')
fleet.check('m0', '1.0.0', 'boot')
const document = encodeInstance(fleet.instance('m0'))

test('what is written can be read', () => {
  expect(decodeInstance('key', document)).toEqual(fleet.instance('m0'))
})

test.each([
  ['machine', undefined],
  ['version', 'one'],
  ['status', 'toString'],
  ['updateInProgress', 1],
  ['grantedAt', 'now'],
  ['lastUpdateVersion', null],
  ['lastCheckAt', 1.5],
  ['history', [{ status: 'Error', at: 1 }]],
])('a wrong %s is told', (field, value) => {
  const wrong = JSON.stringify({ ...(JSON.parse(document) as object), [field]: value })
  expect(() => decodeInstance('key', wrong)).toThrow(new InstanceCorrupt('key', `has a wrong or missing '${field}'`))
})

test.each(['', 'null', '[', '1'])('%j is no instance', (text) => {
  expect(() => decodeInstance('key', text)).toThrow(InstanceCorrupt)
})
