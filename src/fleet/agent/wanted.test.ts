import { expect, test } from '@jest/globals'
import type { Snapshot } from '../snapshot.ts'
import { wantedBy } from './wanted.ts'

const machine = {
  ...{ id: 'm0', host: 'm0', boot: 1, session: '7', metadata: new Map<string, string>() },
  ...{ publicIp: '', version: '' },
}

const snapshot = (machines: readonly (typeof machine)[]): Snapshot => ({
  revision: 1,
  jobs: new Map(),
  machines: new Map(machines.map((each) => [each.id, each])),
  claims: new Map(),
  leader: undefined,
  engineVersion: 0,
  unreadable: [],
})

test('nothing is wanted, nor unwanted, unless the machine is present under its present session', () => {
  expect(wantedBy(undefined, 'm0', '7')).toBeUndefined()
  expect(wantedBy(snapshot([]), 'm0', '7')).toBeUndefined()
  expect(wantedBy(snapshot([machine]), 'm0', undefined)).toBeUndefined()
  expect(wantedBy(snapshot([machine]), 'm0', '8')).toBeUndefined()
  expect(wantedBy(snapshot([machine]), 'm0', '7')).toMatchObject({ units: new Map(), unknown: [] })
})
