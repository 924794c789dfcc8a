// fleet's own rows for what an agent wants (agent/reconcile_test.go), and where we differ.

import { describe, expect, test } from '@jest/globals'
import { desiredOn } from './desired.ts'
import { type JobSketch, sketch } from './placement-fixture.ts'

const METADATA = 'local Machine metadata insufficient'
const missing = (peer: string): string => `required peer Unit(${peer}) is not scheduled locally`
const conflict = (names: string): string => `found conflict with locally-scheduled Unit([${names}])`

describe('TestDesiredAgentState', () => {
  const desired = (jobs: Readonly<Record<string, JobSketch>>): unknown[] => {
    const { units, dropped, unknown } = desiredOn(sketch(jobs, { m1: { role: 'db' }, m2: {} }), 'm1')
    return [[...units].map(([name, { targetState }]) => `${name} ${targetState}`), Object.fromEntries(dropped), unknown]
  }
  const here = { on: 'm1' }

  test('nothing', () => expect(desired({})).toEqual([[], {}, []]))
  test('what is scheduled here, and not what is scheduled elsewhere or nowhere', () =>
    expect(
      desired({
        'a.service': { on: 'm1', state: 'loaded' },
        'b.service': here,
        'c.service': { on: 'm2' },
        'd.service': {},
      }),
    ).toEqual([['a.service loaded', 'b.service launched'], {}, []]))
  test('global units, where their metadata are', () =>
    expect(
      desired({
        'a.service': { fleet: ['Global=true'] },
        'b.service': { fleet: ['Global=true', 'MachineMetadata=role=db'] },
        'c.service': { fleet: ['Global=true', 'MachineMetadata=role=web'] },
      }),
    ).toEqual([['a.service launched', 'b.service launched'], { 'c.service': METADATA }, []]))
  test('nothing that is inactive', () =>
    expect(
      desired({
        'a.service': { on: 'm1', state: 'inactive' },
        'b.service': { fleet: ['Global=true'], state: 'inactive' },
      }),
    ).toEqual([[], { 'a.service': 'target state inactive', 'b.service': 'target state inactive' }, []]))
  test('a scheduled unit before a global one with an earlier name', () =>
    expect(desired({ 'a.service': { fleet: ['Global=true', 'Conflicts=b*'] }, 'b.service': here })).toEqual([
      ['b.service launched'],
      { 'a.service': conflict('b.service') },
      [],
    ]))
  test('an inactive unit shuts nobody out', () =>
    expect(
      desired({ 'a.service': { ...here, state: 'inactive', fleet: ['Conflicts=b*'] }, 'b.service': here }),
    ).toMatchObject([['b.service launched'], {}, []]))
  test('not what its machine does not suit any more, nor who follows it', () =>
    expect(
      desired({
        'a.service': { ...here, fleet: ['MachineOf=b.service'] },
        'b.service': { ...here, fleet: ['MachineMetadata=role=web'] },
      }),
    ).toEqual([[], { 'a.service': missing('b.service'), 'b.service': METADATA }, []]))
  test('what a unit shut out that does not stay itself is let in', () =>
    expect(
      desired({
        'a.service': here,
        'b.service': { ...here, fleet: ['Conflicts=a.*'] },
        'c.service': { ...here, fleet: ['MachineOf=b.service', 'Conflicts=d.*'] },
        'd.service': here,
      }),
    ).toEqual([
      ['a.service launched', 'd.service launched'],
      { 'b.service': conflict('a.service'), 'c.service': missing('b.service') },
      [],
    ]))
  test('and what shut out its peer, but could not stay from the first, takes nobody with it', () =>
    expect(
      desired({
        'a.service': { ...here, fleet: ['MachineOf=z.service'] },
        'm.service': { ...here, fleet: ['MachineOf=nowhere.service', 'Conflicts=z.*'] },
        'z.service': here,
      }),
    ).toEqual([['a.service launched', 'z.service launched'], { 'm.service': missing('nowhere.service') }, []]))
  test('what cannot be read is neither wanted nor unwanted, wherever it is scheduled', () =>
    expect(
      desired({
        'a.service': { ...here, torn: true },
        'b.service': { state: null },
        'c.service': { on: 'm2', torn: true },
      }),
    ).toEqual([[], {}, ['a.service', 'b.service', 'c.service']]))
  test('on a machine that is not present, nothing is known', () =>
    expect(desiredOn(sketch({ 'a.service': here }, {}), 'm1')).toEqual({
      units: new Map(),
      dropped: new Map(),
      unknown: ['a.service'],
    }))
})
