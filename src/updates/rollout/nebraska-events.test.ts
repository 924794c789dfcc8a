// The acceptance rows of nebraska whose outcome here is on purpose another, and those about floors that no other file has,
// named after its own tests (backend/pkg/api/{events,updates,floors}_test.go).

import { describe, expect, test } from '@jest/globals'
import { done, Fleet, release } from './decision-fixture.ts'
import { blacklist, markFloor, publish } from './release.ts'

const [OLD, NEW] = ['1.0.0', '2.0.0']

test('TestRegisterEvent_TriggerEventConsequences_CheckSuccessResult: 3:1 completes nothing, for all are systems', () => {
  const fleet = new Fleet({}, NEW)
  fleet.check('m0', OLD)
  fleet.event('m0', 3, 1)
  expect(fleet.instance('m0')).toMatchObject({ status: 'Installed', updateInProgress: true, version: OLD })
  fleet.event('m0', 3, 2, { previousVersion: OLD })
  expect(fleet.instance('m0')).toMatchObject({ status: 'Complete', updateInProgress: false, version: NEW })
})

test('TestGetUpdatePackage_CompletionStats: a rollout of one machine is finished with it, and told once', () => {
  const fleet = new Fleet({}, NEW)
  fleet.check('m0', OLD)
  fleet.complete('m0')
  expect(fleet.statistics(NEW)).toMatchObject({ total: 1, attempted: 1, succeeded: 1, failed: 0, inProgress: 0 })
  fleet.event('m0', 3, 2, { previousVersion: OLD })
  expect(fleet.ask('m0', NEW)).toBe('up-to-date')
  expect(fleet.activities).toEqual([{ kind: 'update-succeeded', version: NEW }, 'rollout-finished'])
})

describe('floors', () => {
  const floors = (versions: readonly string[], marked: readonly string[]): Fleet => {
    const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 100 }, ...versions)
    for (const version of marked) fleet.catalogue = done(markFloor(fleet.catalogue, version, 'because'))
    return fleet
  }

  test('TestFloorMaxLimit, TestFloorPagination: however many there are, a machine passes through each, one at a time', () => {
    const marked = Array.from({ length: 12 }, (_, i) => `${i + 2}.0.0`)
    const fleet = floors([...marked, '99.0.0'], marked)
    const passed: string[] = []
    for (let version = OLD; version !== '99.0.0'; version = passed.at(-1)!) {
      passed.push(fleet.ask('m0', version).replace('grant ', ''))
      fleet.complete('m0')
    }
    expect(passed).toEqual([...marked, '99.0.0'])
  })

  test('TestFloorOperations: a floor can be given another reason, and binds nobody who is past it', () => {
    const fleet = floors(['2.0.0', '3.0.0'], ['2.0.0'])
    fleet.catalogue = done(markFloor(fleet.catalogue, '2.0.0', 'another'))
    expect(fleet.catalogue.packages[0]?.floor).toBe('another')
    expect(fleet.ask('m0', '2.0.0')).toBe('grant 3.0.0')
    expect(fleet.ask('m1', '2.5.0')).toBe('grant 3.0.0')
    expect(fleet.ask('m2', '1.0.0')).toBe('grant 2.0.0')
  })

  test('TestSafetyRulesValidation: a floor of one channel may be blacklisted for another', () => {
    const fleet = floors(['2.0.0', '3.0.0'], ['2.0.0'])
    expect(blacklist(fleet.catalogue, '2.0.0', ['beta']).kind).toBe('changed')
    expect(blacklist(fleet.catalogue, '2.0.0', ['alpha'])).toMatchObject({ kind: 'refused', status: 409 })
    expect(blacklist(fleet.catalogue, '3.0.0', ['alpha'])).toMatchObject({ kind: 'refused', status: 409 })
  })

  test('TestFloorBlacklistConflict: what is blacklisted for its channel cannot become a floor', () => {
    const fleet = floors(['2.0.0', '3.0.0'], [])
    fleet.catalogue = done(blacklist(fleet.catalogue, '2.0.0', ['alpha']))
    expect(markFloor(fleet.catalogue, '2.0.0', 'because')).toMatchObject({ kind: 'refused', status: 409 })
    expect(fleet.ask('m0', OLD)).toBe('grant 3.0.0')
  })

  test('TestFloorNonStandardVersions: a pre-release floor comes before its release, and build metadata is no step', () => {
    const fleet = floors(['2.0.0-beta.9', '2.0.0-beta.10', '2.0.0', '2.0.1+2024-01-01'], ['2.0.0', '2.0.0-beta.10'])
    fleet.catalogue = done(publish(fleet.catalogue, 'alpha', release('10.0.0')))
    expect(
      ['2.0.0-beta.9', '2.0.0-beta.10', '2.0.0+build', '2.0.1'].map((each, i) => fleet.ask(`m${i}`, each)),
    ).toEqual([...['grant 2.0.0-beta.10', 'grant 2.0.0', 'grant 10.0.0', 'grant 10.0.0']])
  })
})
