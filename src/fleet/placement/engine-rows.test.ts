// fleet's own rows for its engine (engine/reconciler_test.go, scheduler_test.go, state_test.go).

import { describe, expect, test } from '@jest/globals'
import { decided, M1, M2, type Machines } from './decided-fixture.ts'
import type { JobSketch } from './placement-fixture.ts'

describe('TestCalculateClusterTasks', () => {
  test('nothing to do', () => expect(decided({}, M1).does).toEqual([]))

  test('a healthy unit stays, however uneven the load', () =>
    expect(decided({ 'a.service': { on: 'm1' }, 'b.service': { on: 'm1' } }, M2).does).toEqual([]))

  test('a unit whose machine went away moves', () =>
    expect(decided({ 'a.service': { on: 'm9' } }, M1)).toEqual({
      does: ['-a.service m9', '+a.service m1'],
      why: ['target Machine(m9) went away', 'target state launched and unit not scheduled'],
    }))

  test('so does one whose machine was never seen (coreos/fleet #500), if there is one to move to', () =>
    expect(decided({ 'a.service': { on: 'never' } }, {}).does).toEqual(['-a.service never', '?a.service']))

  test('an inactive unit is unscheduled, whether its machine is there or not', () =>
    expect(
      decided({ 'a.service': { on: 'm1', state: 'inactive' }, 'b.service': { on: 'm9', state: 'inactive' } }, M1),
    ).toEqual({
      does: ['-a.service m1', '-b.service m9'],
      why: ['target state inactive', 'target state inactive'],
    }))

  test('an unscheduled unit is scheduled, also one that is only to be loaded', () =>
    expect(decided({ 'a.service': { state: 'loaded' }, 'b.service': { state: 'inactive' } }, M1)).toEqual({
      does: ['+a.service m1'],
      why: ['target state loaded and unit not scheduled'],
    }))

  test('a unit that its machine is not able to run any more leaves', () =>
    expect(
      decided({ 'a.service': { on: 'm1', fleet: ['MachineMetadata=role=db'] } }, { m1: {}, m2: { role: 'db' } }),
    ).toEqual({
      does: ['-a.service m1', '+a.service m2'],
      why: [
        'target Machine(m1) unable to run unit: local Machine metadata insufficient',
        'target state launched and unit not scheduled',
      ],
    }))
})

describe('TestSchedulerDecisions', () => {
  test('no machine', () => expect(decided({ 'a.service': {} }, {}).does).toEqual(['?a.service']))
  test('the lowest id of equals', () => expect(decided({ 'a.service': {} }, M2).does).toEqual(['+a.service m1']))
  test('no machine that is able', () =>
    expect(decided({ 'a.service': { fleet: ['MachineID=m3'] } }, M2).does).toEqual(['?a.service']))
})

describe('TestAgentStateSorting', () => {
  test('the least loaded, then by id', () =>
    expect(
      decided(
        { 'a.service': { on: 'm1' }, 'b.service': {}, 'c.service': {}, 'd.service': {} },
        { m1: {}, m2: {}, m3: {} },
      ).does,
    ).toEqual(['+b.service m2', '+c.service m3', '+d.service m1']))
})

describe('TestClusterStateAgents', () => {
  const offered = (jobs: Readonly<Record<string, JobSketch>>, machines: Machines): string | undefined =>
    decided({ ...jobs, 'z.service': {} }, machines).does.find((done) => done.startsWith('+z'))

  test('inactive units are no load', () =>
    expect(offered({ 'a.service': { on: 'm1', state: 'inactive' } }, M2)).toBe('+z.service m1'))
  test('a global unit is load only where its metadata are (coreos/fleet #863)', () =>
    expect(
      offered({ 'a.service': { fleet: ['Global=true', 'MachineMetadata=role=db'] } }, { m1: { role: 'db' }, m2: {} }),
    ).toBe('+z.service m2'))
  test('an inactive global unit is none', () =>
    expect(
      offered(
        { 'a.service': { fleet: ['Global=true', 'MachineMetadata=role=db'], state: 'inactive' } },
        { m1: { role: 'db' }, m2: {} },
      ),
    ).toBe('+z.service m1'))
  test('nor does it keep away what conflicts with it', () => {
    const fleet = ['Global=true', 'Conflicts=z*']
    expect(offered({ 'a.service': { fleet } }, M1)).toBeUndefined()
    expect(offered({ 'a.service': { fleet, state: 'inactive' } }, M1)).toBe('+z.service m1')
  })
  test('what cannot be read is load where it is scheduled, and is not touched', () => {
    for (const broken of [{ torn: true }, { state: null }]) {
      expect(
        decided({ 'a.service': { on: 'm1', ...broken }, 'b.service': {}, 'c.service': { on: 'm9', ...broken } }, M2)
          .does,
      ).toEqual(['+b.service m2'])
    }
  })
})
