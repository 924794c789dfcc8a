import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { changeArbitrary, changed } from './change-arbitrary.ts'
import { decide } from './decide.ts'
import { machine, sketch } from './placement-fixture.ts'
import { Planner } from './planner.ts'
import { snapshotArbitrary } from './snapshot-arbitrary.ts'

test('a planner that follows the snapshots decides as one that has seen only the last', () => {
  fc.assert(
    fc.property(
      snapshotArbitrary,
      fc.array(changeArbitrary, { maxLength: 12 }),
      fc.boolean(),
      (first, changes, patient) => {
        const planner = patient ? new Planner() : new Planner(0)
        let snapshot = first
        for (const change of changes) {
          const decision = planner.decide(snapshot)
          expect(decision).toEqual(decide(snapshot))
          snapshot = changed(snapshot, change, decision.commands)
        }
        expect(planner.decide(snapshot)).toEqual(decide(snapshot))
      },
    ),
    { numRuns: 500 },
  )
})

test('an unchanged registry is not looked at again', () => {
  const planner = new Planner()
  const snapshot = sketch({ 'a.service': {} }, { m1: {} })
  expect(planner.decide({ ...snapshot, revision: 2 })).toBe(planner.decide(snapshot))
})

test('a machine whose metadata change loses what it is not able to run any more, and gets what waited for it', () => {
  const planner = new Planner()
  const db = { fleet: ['MachineMetadata=role=db'] }
  const snapshot = sketch(
    { 'a.service': { on: 'm1', ...db }, 'b.service': {}, 'c.service': db },
    { m1: { role: 'db' }, m2: {} },
  )
  const as = (m1: string, m2: string): typeof snapshot => ({
    ...snapshot,
    machines: new Map([m1, m2].map((role, at) => [`m${at + 1}`, machine(`m${at + 1}`, { role })])),
  })
  const decided = (now: typeof snapshot): string[] =>
    planner.decide(now).commands.map(({ kind, unit, machine: id }) => `${kind} ${unit} ${id}`)
  expect(decided(as('web', 'web'))).toEqual(['unschedule a.service m1', 'schedule b.service m1'])
  expect(planner.decide(as('web', 'web')).waiting).toEqual(['a.service', 'c.service'])
  expect(decided(as('web', 'db'))).toEqual([
    'unschedule a.service m1',
    'schedule a.service m2',
    'schedule b.service m1',
    'schedule c.service m2',
  ])
  expect(decided(as('db', 'db'))).toEqual(['schedule b.service m2', 'schedule c.service m1'])
})

describe('with machines passed over', () => {
  test('a unit comes when the one that it could not be with is destroyed', () => {
    const planner = new Planner(0)
    const web = { 'web.service': { fleet: ['Conflicts=db*'] } }
    expect(planner.decide(sketch({ ...web, 'db.service': { on: 'm1' } }, { m1: {} })).waiting).toEqual(['web.service'])
    expect(planner.decide(sketch(web, { m1: {} })).waiting).toEqual([])
  })

  test('a unit comes to where one is that it may not be with, if it replaces that one', () => {
    const fleet = ['Conflicts=old.*', 'Replaces=old.*']
    const snapshot = sketch({ 'new.service': { fleet }, 'old.service': { on: 'm1' } }, { m1: {} })
    expect(new Planner(0).decide(snapshot).waiting).toEqual(['old.service'])
  })
})
