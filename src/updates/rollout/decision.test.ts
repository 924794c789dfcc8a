// The acceptance rows are named after nebraska's own tests (backend/pkg/api/*_test.go).

import { describe, expect, test } from '@jest/globals'
import { Fleet, MINUTE, done, MONDAY, release } from './decision-fixture.ts'
import { decide } from './decision.ts'
import { checkedIn } from './instance.ts'
import { withdraw } from './release.ts'
import { VersionInvalid } from '../version.ts'

const OLD = '1.0.0'
const NEW = '2.0.0'
const PERIOD = 'error-maxUpdatesPerPeriodLimitReached'
const CONCURRENT = 'error-maxConcurrentUpdatesLimitReached'
const TIMED_OUT = 'error-maxTimedOutUpdatesLimitReached'
const DISABLED = 'error-updatesDisabled'

describe('the policy', () => {
  test('TestGetUpdatePackage', () => {
    const fleet = new Fleet({}, NEW)
    const granted = fleet.check('m0', OLD, 'boot-1')
    expect(granted).toMatchObject({
      kind: 'grant',
      package: release(NEW),
      instance: {
        status: 'UpdateGranted',
        updateInProgress: true,
        grantedAt: MONDAY,
        grantedBoot: 'boot-1',
        lastUpdateVersion: NEW,
      },
    })
    expect(fleet.ask('m1', NEW)).toBe('up-to-date')
    expect(fleet.ask('m2', '3.0.0')).toBe('up-to-date')
    const stranger = { ...granted.instance, track: 'nowhere' }
    expect(decide({ catalogue: fleet.catalogue, counts: fleet.counts, at: MONDAY, instance: stranger })).toEqual({
      kind: 'denied',
      reason: 'error-unknownApplicationOrGroup',
      onHold: false,
      instance: stranger,
    })
    expect(() => fleet.check('m3', 'yesterday')).toThrow("'yesterday' is not a semantic version")
  })

  test('a stored instance with an unparsable version is an error, not the oldest of all', () => {
    const fleet = new Fleet({}, NEW)
    const { instance } = fleet.check('m0', NEW)
    const { catalogue, counts } = fleet
    expect(() => decide({ catalogue, counts, at: MONDAY, instance: { ...instance, version: '' } })).toThrow(
      VersionInvalid,
    )
  })

  test('TestGetUpdatePackage_GroupNoChannel', () => {
    expect(new Fleet().ask('m0', OLD)).toBe('error-noPackageFound')
    const fleet = new Fleet({}, NEW)
    fleet.catalogue = done(withdraw(fleet.catalogue, NEW))
    expect(fleet.ask('m0', OLD)).toBe('error-noPackageFound')
  })

  test('TestGetUpdatePackage_UpdatesDisabled', () => {
    const fleet = new Fleet({ updatesEnabled: false }, NEW)
    expect(fleet.ask('m0', OLD)).toBe(DISABLED)
    expect(fleet.instance('m0').status).toBe('Undefined')
  })

  test('outside of office hours, and always without a zone, updates are disabled', () => {
    const fleet = new Fleet({ officeHours: true, timeZone: 'Europe/Berlin' }, NEW)
    fleet.now -= 90 * MINUTE
    expect(fleet.ask('m0', OLD)).toBe(DISABLED)
    fleet.now += 30 * MINUTE
    expect(fleet.ask('m0', OLD)).toBe(`grant ${NEW}`)
  })

  test('TestGetUpdatePackage_MaxUpdatesPerPeriodLimitReached_SafeMode', () => {
    const fleet = new Fleet({ safeMode: true }, NEW)
    expect(fleet.ask('m0', OLD)).toBe(`grant ${NEW}`)
    expect(fleet.ask('m1', OLD)).toBe(PERIOD)
    expect(fleet.instance('m1')).toMatchObject({ status: 'OnHold', updateInProgress: false })
    fleet.complete('m0')
    expect(fleet.ask('m1', OLD)).toBe(`grant ${NEW}`)
  })

  test('TestGetUpdatePackage_MaxUpdatesPerPeriodLimitReached_LimitUpdated', () => {
    const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 1 }, NEW)
    expect(['m0', 'm1'].map((machine) => fleet.ask(machine, OLD))).toEqual([`grant ${NEW}`, PERIOD])
    fleet.policy({ maxUpdatesPerPeriod: 2 })
    expect(fleet.ask('m1', OLD)).toBe(`grant ${NEW}`)
  })

  test('TestGetUpdatePackage_MaxUpdatesLimitsReached', () => {
    const fleet = new Fleet({ safeMode: false }, NEW)
    expect(['m0', 'm1', 'm2'].map((machine) => fleet.ask(machine, OLD))).toEqual([
      `grant ${NEW}`,
      `grant ${NEW}`,
      PERIOD,
    ])
    fleet.now += 15 * MINUTE
    expect(fleet.ask('m2', OLD)).toBe(CONCURRENT)
    fleet.complete('m0')
    expect(fleet.ask('m2', OLD)).toBe(`grant ${NEW}`)
  })

  test('TestGetUpdatePackage_MaxTimedOutUpdatesLimitReached_SafeMode', () => {
    const fleet = new Fleet({ safeMode: true }, NEW)
    expect(fleet.ask('m0', OLD)).toBe(`grant ${NEW}`)
    expect(fleet.ask('m1', OLD)).toBe(PERIOD)
    fleet.now += 15 * MINUTE
    expect(fleet.ask('m1', OLD)).toBe(CONCURRENT)
    fleet.now = MONDAY + 60 * MINUTE
    expect(fleet.ask('m1', OLD)).toBe(CONCURRENT) // at exactly the timeout it is still in time
    fleet.now += 1
    expect(fleet.ask('m1', OLD)).toBe(TIMED_OUT)
    expect(fleet.ask('m1', OLD)).toBe(DISABLED)
  })

  test('TestGetUpdatePackage_ResumeUpdates, and the group is not disabled without safe mode (coreroller #6)', () => {
    const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 1 }, NEW)
    expect(fleet.ask('m0', OLD)).toBe(`grant ${NEW}`)
    fleet.now += 15 * MINUTE
    expect(fleet.ask('m1', OLD)).toBe(CONCURRENT)
    fleet.now += 46 * MINUTE
    expect(fleet.ask('m1', OLD)).toBe(`grant ${NEW}`)
    expect(fleet.group.policy.updatesEnabled).toBe(true)
  })

  test('without safe mode, a limit from 900,000 on is none', () => {
    const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 900_000 }, NEW)
    const counts = { at: () => ({ ...fleet.statistics(NEW), inProgress: 1e9, grantedInLastPeriod: 1e9 }) }
    const checked = checkedIn(undefined, { machine: 'm0', track: 'alpha', version: OLD, at: MONDAY })
    if (checked.kind === 'refused') throw new Error(checked.why)
    expect(decide({ catalogue: fleet.catalogue, counts, at: MONDAY, instance: checked.instance }).kind).toBe('grant')
    fleet.policy({ safeMode: true })
    expect(decide({ catalogue: fleet.catalogue, counts, at: MONDAY, instance: checked.instance }).kind).toBe('denied')
  })
})
