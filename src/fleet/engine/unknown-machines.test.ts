import { expect, test } from '@jest/globals'
import type { Command } from '../placement/decision.ts'
import { snapshotOf } from '../placement/placement-fixture.ts'
import { presenceKey } from '../registry/keys.ts'
import { leavingUnknown } from './unknown-machines.ts'

const moves = (unit: string, from: string): readonly Command[] => [
  { kind: 'unschedule', unit, machine: from, why: `target Machine(${from}) went away` },
  { kind: 'schedule', unit, machine: 'm2', why: 'target state launched and unit not scheduled' },
]
const commands = [...moves('a.service', 'm0'), ...moves('b.service', 'm1')]

test('what is on a machine whose presence cannot be read stays there, and does not come up elsewhere', () => {
  const snapshot = { ...snapshotOf([], []), unreadable: [{ key: presenceKey('m0'), why: 'no JSON' }] }
  expect(leavingUnknown(commands, snapshot)).toEqual(moves('b.service', 'm1'))
})

test('a unit that cannot be read keeps no machine', () => {
  const snapshot = { ...snapshotOf([], []), unreadable: [{ key: '/_coreos.com/fleet/job/m0/object', why: 'no JSON' }] }
  expect(leavingUnknown(commands, snapshot)).toEqual(commands)
})
