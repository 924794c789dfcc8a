import { describe, expect, test } from '@jest/globals'
import type { Snapshot } from '../snapshot.ts'
import { whyNot } from './explain.ts'
import { type JobSketch, sketch } from './placement-fixture.ts'

const METADATA = 'local Machine metadata insufficient'
const missing = (peer: string): string => `required peer Unit(${peer}) is not scheduled locally`
const conflict = (names: string): string => `found conflict with locally-scheduled Unit([${names}])`

describe('whyNot', () => {
  const why = (jobs: Readonly<Record<string, JobSketch>>): unknown => whyNot(world(jobs), 'u.service')
  const world = (jobs: Readonly<Record<string, JobSketch>>): Snapshot => sketch(jobs, { m1: {}, m2: { role: 'db' } })

  test.each<[string, Readonly<Record<string, JobSketch>>, readonly [string, string]]>([
    ['no unit', {}, ['no such unit', 'no such unit']],
    ['inactive', { 'u.service': { state: 'inactive' } }, ['target state inactive', 'target state inactive']],
    [
      'a conflict here, metadata there',
      { 'u.service': { fleet: ['Conflicts=a.*', 'MachineMetadata=role=db'] }, 'a.service': { on: 'm2' } },
      [METADATA, conflict('a.service')],
    ],
    ['scheduled', { 'u.service': { on: 'm2' } }, ['it is scheduled to Machine(m2)', 'nothing: it is scheduled there']],
    ['not yet', { 'u.service': {} }, ['nothing: it is about to be scheduled', 'nothing: it is about to be scheduled']],
    [
      'global',
      { 'u.service': { fleet: ['Global=true', 'MachineMetadata=role=db'] } },
      [METADATA, 'nothing: it is global'],
    ],
    [
      'a circle',
      { 'u.service': { fleet: ['MachineOf=v.service'] }, 'v.service': { fleet: ['MachineOf=u.service'] } },
      Array.from(
        { length: 2 },
        () => `${missing('v.service')}: none of u.service -> v.service -> u.service can be scheduled before the next`,
      ) as [string, string],
    ],
  ])('%s', (_, jobs, [m1, m2]) => expect(why(jobs)).toEqual({ m1, m2 }))

  test('unreadable', () =>
    expect(Object.values(why({ 'u.service': { torn: true } }) as object)).toEqual(
      Array(2).fill('the unit cannot be read, and is left as it is'),
    ))
})
