// The acceptance rows are named after nebraska's own tests (backend/pkg/api/events_test.go, instances_test.go).

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Fleet, MINUTE, MONDAY } from './decision-fixture.ts'
import { checkedIn, STATUS_NUMBERS } from './instance.ts'

const [OLD, NEW] = ['1.0.0', '2.0.0']

function granted(policy = {}): Fleet {
  const fleet = new Fleet(policy, NEW)
  fleet.check('m0', OLD, 'boot-1')
  return fleet
}

describe('events', () => {
  test.each([
    [0, 0],
    [1, 1],
    [2, 0],
    [3, 3],
    [13, 2],
    [14, 7],
    [800, 2],
    [NaN, 0],
  ])('TestRegisterEvent_InvalidParams: %i:%i is no event', (type, result) => {
    const fleet = granted()
    const before = fleet.instance('m0')
    const registered = fleet.event('m0', type, result)
    expect(registered.ignored).toMatch('is no event type and result')
    expect(registered.instance).toBe(before)
  })

  test.each([
    [13, 1, 'Downloading', true],
    [14, 1, 'Downloaded', true],
    [800, 1, 'Installed', true],
    [3, 1, 'Installed', true],
    [3, 2, 'Complete', false],
    [3, 0, 'Error', false],
    [13, 0, 'Error', false],
    [14, 0, 'Error', false],
    [800, 0, 'Error', false],
  ])('TestRegisterEvent_TriggerEventConsequences: %i:%i → %s', (type, result, status, updateInProgress) => {
    const fleet = granted()
    fleet.event('m0', type, result, { previousVersion: OLD })
    expect(fleet.instance('m0')).toMatchObject({ status, updateInProgress, version: status === 'Complete' ? NEW : OLD })
  })

  test('TestRegisterEvent_TriggerEventConsequences_FirstUpdateAttemptFailed', () => {
    const fleet = granted({ safeMode: false, disableUpdatesOnFailedRollout: true, maxUpdatesPerPeriod: 9 })
    fleet.event('m0', 3, 0)
    expect(fleet.activities).toEqual([{ kind: 'update-failed', version: NEW, why: 'error' }, 'rollout-failed'])
    expect(fleet.ask('m1', OLD)).toBe('error-updatesDisabled')
    const careless = granted({ safeMode: false, maxUpdatesPerPeriod: 9 })
    careless.event('m0', 3, 0)
    expect(careless.ask('m1', OLD)).toBe(`grant ${NEW}`)
  })

  test('a later failure does not stop the group', () => {
    const fleet = granted({ safeMode: false, disableUpdatesOnFailedRollout: true, maxUpdatesPerPeriod: 9 })
    fleet.complete('m0')
    fleet.check('m1', OLD)
    fleet.event('m1', 3, 0)
    expect(fleet.group.policy.updatesEnabled).toBe(true)
  })

  test('TestRegisterEvent_TriggerEventConsequences_CheckFlatcarSuccessResult', () => {
    const fleet = granted()
    for (const type of [13, 14, 800, 3]) fleet.event('m0', type, 1)
    expect(fleet.instance('m0').status).toBe('Installed')
  })

  test.each([undefined, '', '0.0.0.0'])(
    'TestRegisterEvent_TriggerEventConsequences_CheckFlatcarIgnoredUpdate: %p',
    (previous) => {
      const fleet = granted()
      const registered = fleet.event('m0', 3, 2, previous === undefined ? {} : { previousVersion: previous })
      expect(registered.activity).toBeUndefined()
      expect(fleet.instance('m0')).toMatchObject({ status: 'Undefined', updateInProgress: false, version: OLD })
    },
  )

  test('an error after a denial is no failure', () => {
    const fleet = new Fleet({ maxUpdatesPerPeriod: 1 }, NEW)
    for (const machine of ['m0', 'm1']) fleet.check(machine, OLD)
    expect(fleet.event('m1', 3, 0, { errorCode: 34 }).ignored).toMatch('No update is in progress')
    expect(fleet.instance('m1').status).toBe('OnHold')
    expect(fleet.activities).toEqual([])
  })

  test.each([44, 0x80000000 + 44])('error code %i is a rollback, whatever the result', (errorCode) => {
    for (const result of [0, 1, 2]) {
      const fleet = granted()
      fleet.event('m0', 3, 1)
      fleet.event('m0', 3, result, { errorCode, previousVersion: OLD })
      expect(fleet.instance('m0')).toMatchObject({ status: 'Error', version: OLD })
      expect(fleet.activities).toEqual([{ kind: 'update-failed', version: NEW, why: 'rolled-back' }])
    }
  })

  test('a reboot into the old version is a failure once it had installed, and the tail of an earlier update before', () => {
    const fleet = granted()
    expect(fleet.event('m0', 3, 2, { version: OLD, previousVersion: '0.9.0' }).ignored).toMatch('runs 1.0.0, not 2.0.0')
    expect(fleet.instance('m0').status).toBe('UpdateGranted')
    fleet.event('m0', 3, 1)
    fleet.event('m0', 3, 2, { version: OLD, previousVersion: OLD })
    expect(fleet.instance('m0').status).toBe('Error')
  })

  test('an unparsable version completes nothing (nebraska #1621)', () => {
    const fleet = granted()
    expect(fleet.event('m0', 3, 2, { previousVersion: 'x' }).ignored).toBe("'x' is not a semantic version.")
    expect(fleet.instance('m0').status).toBe('UpdateGranted')
  })
})

describe('an instance', () => {
  test('TestRegisterInstance', () => {
    const check = { machine: 'm0', track: 'alpha', version: OLD, at: MONDAY }
    expect(checkedIn(undefined, { ...check, version: '' }).kind).toBe('refused')
    const first = checkedIn(undefined, check)
    if (first.kind === 'refused') throw new Error(first.why)
    expect(first.instance).toMatchObject({ status: 'Undefined', updateInProgress: false, lastCheckAt: MONDAY })
    const soon = checkedIn(first.instance, { ...check, at: MONDAY + 5 * MINUTE - 1 })
    expect(soon.kind === 'registered' && soon.instance).toBe(first.instance)
    const later = { ...check, at: MONDAY + 5 * MINUTE, track: 'beta', version: NEW }
    expect(checkedIn(first.instance, later)).toMatchObject({
      instance: { track: 'beta', version: NEW, lastCheckAt: MONDAY + 5 * MINUTE },
    })
  })

  test('TestGetUpdatePackage_InstanceStatusHistory: newest first, the same status once, and bounded', () => {
    const fleet = granted()
    for (const type of [13, 13, 14]) fleet.event('m0', type, 1)
    const statuses = () => fleet.instance('m0').history.map((each) => each.status)
    expect(statuses()).toEqual(['Downloaded', 'Downloading', 'UpdateGranted', 'Undefined'])
    for (let i = 0; i < 50; i++) fleet.event('m0', i % 2 ? 13 : 14, 1)
    expect(statuses()).toHaveLength(20)
  })

  test('statuses have the numbers of nebraska', () => {
    expect(Object.entries(STATUS_NUMBERS).sort(([, a], [, b]) => a - b)).toEqual([
      ['Undefined', 1],
      ['UpdateGranted', 2],
      ['Error', 3],
      ['Complete', 4],
      ['Installed', 5],
      ['Downloaded', 6],
      ['Downloading', 7],
      ['OnHold', 8],
    ])
  })

  test('never waits for ever: whatever was reported, it is granted, given again or done once its time was up', () => {
    const event = fc.tuple(fc.constantFrom(3, 13, 14, 800), fc.nat(2), fc.constantFrom('', OLD, 'x'))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const fleet = granted({ safeMode: false })
        for (const [type, result, previousVersion] of events) fleet.event('m0', type, result, { previousVersion })
        fleet.now += 61 * MINUTE
        const { version } = fleet.instance('m0')
        expect(fleet.ask('m0', version)).toMatch(version === NEW ? 'up-to-date' : /^(grant|again) /)
      }),
    )
  })
})
