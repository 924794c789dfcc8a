// The acceptance rows are named after nebraska's own tests (backend/pkg/api/*_test.go).

import { describe, expect, test } from '@jest/globals'
import { Fleet, MINUTE, done, MONDAY, release } from './decision-fixture.ts'
import type { Policy } from './policy.ts'
import { blacklist, markFloor, publish, withdraw } from './release.ts'

const OLD = '1.0.0'
const NEW = '2.0.0'
const PERIOD = 'error-maxUpdatesPerPeriodLimitReached'
const DISABLED = 'error-updatesDisabled'
const IN_PROGRESS = 'error-updateInProgressOnInstance'

describe('a grant that is open', () => {
  test('TestGetUpdatePackage_UpdateInProgressOnInstance', () => {
    const fleet = new Fleet({}, NEW)
    expect(fleet.ask('m0', OLD)).toBe(`grant ${NEW}`)
    fleet.policy({ updatesEnabled: false })
    expect(fleet.ask('m0', OLD)).toBe(`again ${NEW}`)
    for (const [type, status] of [
      [13, 'Downloading'],
      [14, 'Downloaded'],
      [800, 'Installed'],
    ] as const) {
      fleet.event('m0', type, 1)
      expect(fleet.instance('m0').status).toBe(status)
      expect(fleet.ask('m0', OLD)).toBe(IN_PROGRESS)
    }
  })

  test('TestGetUpdatePackage_CheckVersionForGrantedUpdate', () => {
    const fleet = new Fleet({}, NEW)
    fleet.check('m0', OLD)
    expect(fleet.ask('m0', NEW)).toBe('completed')
    expect(fleet.instance('m0')).toMatchObject({ status: 'Complete', updateInProgress: false })
    expect(fleet.ask('m0', NEW)).toBe('up-to-date')
  })

  test('TestAlreadyGrantedWithoutLastUpdateVersion', () => {
    const fleet = new Fleet({}, NEW)
    const { lastUpdateVersion: _, ...legacy } = fleet.check('m0', OLD).instance
    fleet.instances.set('m0', legacy)
    expect(fleet.ask('m0', OLD)).toBe('completed')
    fleet.now += 15 * MINUTE
    expect(fleet.ask('m0', OLD)).toBe(`grant ${NEW}`)
  })

  test.each([13, 14, 3])('a machine cut off after event %i gets its package again (nebraska #303)', (last) => {
    const fleet = new Fleet({}, NEW)
    fleet.check('m0', OLD, 'boot-1')
    fleet.event('m0', last, 1)
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe(IN_PROGRESS)
    fleet.now += 60 * MINUTE
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe(IN_PROGRESS)
    fleet.now += 1
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe(`again ${NEW}`)
    expect(fleet.instance('m0').grantedAt).toBe(MONDAY)
  })

  test.each([13, 14])('after event %i and a reboot it gets its package again at once, in its own slot', (last) => {
    const fleet = new Fleet({ maxUpdatesPerPeriod: 1 }, NEW)
    fleet.check('m0', OLD, 'boot-1')
    fleet.event('m0', last, 1)
    expect(fleet.ask('m0', OLD, 'boot-2')).toBe(`again ${NEW}`)
    expect(fleet.statistics(NEW)).toMatchObject({ inProgress: 1, grantedInLastPeriod: 1 })
    fleet.event('m0', last, 1)
    expect(fleet.ask('m0', OLD, 'boot-2')).toBe(IN_PROGRESS)
  })

  test('a machine whose completion was lost is complete when it runs the version', () => {
    const fleet = new Fleet({}, NEW)
    fleet.check('m0', OLD)
    fleet.event('m0', 3, 1)
    expect(fleet.ask('m0', NEW)).toBe('completed')
    expect(fleet.statistics(NEW)).toMatchObject({ succeeded: 1, failed: 0, inProgress: 0 })
  })

  test('a machine that installed and boots its old version has failed (coreos/bugs #327)', () => {
    const fleet = new Fleet({ disableUpdatesOnFailedRollout: true }, NEW)
    fleet.check('m0', OLD, 'boot-1')
    fleet.event('m0', 3, 1)
    expect(fleet.ask('m0', OLD, 'boot-2')).toBe('fell-back')
    expect(fleet.ask('m1', OLD)).toBe(DISABLED)
    expect(fleet.ask('m0', OLD, 'boot-3')).toBe('fell-back') // nor ever again (flatcar #1924)
    expect(fleet.activities).toEqual([{ kind: 'update-failed', version: NEW, why: 'rolled-back' }, 'rollout-failed'])
    expect(fleet.statistics(NEW)).toMatchObject({ attempted: 1, failed: 1, succeeded: 0, inProgress: 0 })
  })

  test.each(['withdrawn', 'blacklisted'])('a package that was %s is not given again', (how) => {
    const fleet = new Fleet({}, OLD, NEW)
    fleet.check('m0', '0.9.0')
    fleet.catalogue = done(
      how === 'withdrawn'
        ? withdraw(fleet.catalogue, NEW)
        : blacklist(done(publish(fleet.catalogue, 'alpha', release('3.0.0'))), NEW, ['alpha']),
    )
    expect(fleet.ask('m0', '0.9.0')).toBe('recalled')
    fleet.now += 15 * MINUTE
    expect(fleet.ask('m0', '0.9.0')).toBe(how === 'withdrawn' ? `grant ${OLD}` : 'grant 3.0.0')
  })

  test('what is offered now is granted in its place at once, where the policy lets one more machine', () => {
    const fleet = new Fleet({ safeMode: false }, OLD, NEW)
    fleet.check('m0', '0.9.0')
    fleet.event('m0', 13, 1)
    fleet.catalogue = done(withdraw(fleet.catalogue, NEW))
    fleet.now += 61 * MINUTE
    expect(fleet.ask('m0', '0.9.0')).toBe(`grant ${OLD}`)
  })
})

describe('floors', () => {
  const floors = (...versions: string[]) => {
    const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 10 }, '2000.0.0', '2500.0.0', '3000.0.0')
    for (const version of versions) fleet.catalogue = done(markFloor(fleet.catalogue, version, 'new partition table'))
    return fleet
  }

  test('TestMultiStepUpdateProgression', () => {
    const fleet = floors('2500.0.0', '2000.0.0')
    let version = '1000.0.0'
    for (const next of ['2000.0.0', '2500.0.0', '3000.0.0']) {
      expect(fleet.ask('m0', version)).toBe(`grant ${next}`)
      expect(fleet.ask('m0', version)).toBe(`again ${next}`)
      version = next
      expect(fleet.ask('m0', version)).toBe('completed')
    }
    expect(fleet.ask('m0', version)).toBe('up-to-date')
  })

  test('TestFloorRolloutPolicy: the policy applies to each floor', () => {
    const fleet = floors('2000.0.0')
    fleet.policy({ maxUpdatesPerPeriod: 1 })
    expect(fleet.ask('m0', '1000.0.0')).toBe('grant 2000.0.0')
    fleet.complete('m0')
    expect(fleet.ask('m0', '2000.0.0')).toBe(PERIOD)
    fleet.now += 15 * MINUTE
    expect(fleet.ask('m0', '2000.0.0')).toBe('grant 3000.0.0')
  })

  test('TestFloorTargetAsFloor', () => {
    expect(floors('3000.0.0').ask('m0', '1000.0.0')).toBe('grant 3000.0.0')
  })

  test('TestFloorNonStandardVersions: floors come by precedence, not by their text', () => {
    const fleet = new Fleet({}, '2.0.0-rc.2', '2.0.0-rc.10', '2.0.0+ci.1', '10.0.0')
    for (const version of ['2.0.0+ci.1', '2.0.0-rc.10', '2.0.0-rc.2']) {
      fleet.catalogue = done(markFloor(fleet.catalogue, version, 'why not'))
    }
    expect(fleet.ask('m0', '2.0.0-rc.2')).toBe('grant 2.0.0-rc.10')
  })

  test('a floor that was withdrawn, or that never stood on the channel, is passed over', () => {
    const fleet = floors('2000.0.0', '2500.0.0')
    fleet.catalogue = done(withdraw(fleet.catalogue, '2000.0.0'))
    const elsewhere = fleet.catalogue.channels.map((each) => ({ ...each, stood: ['3000.0.0'] }))
    expect(fleet.ask('m0', '1000.0.0')).toBe('grant 2500.0.0')
    fleet.catalogue = { ...fleet.catalogue, channels: elsewhere }
    expect(fleet.ask('m1', '1000.0.0')).toBe('grant 3000.0.0')
  })
})

describe('an update that waits for the reboot when a newer release comes (flatcar #565, coreos/bugs #1392)', () => {
  const NEWER = '2.1.0'
  const waiting = (policy: Partial<Policy> = {}): Fleet => {
    const fleet = new Fleet({ safeMode: false, ...policy }, NEW)
    fleet.check('m0', OLD, 'boot-1')
    fleet.event('m0', 3, 1)
    fleet.catalogue = done(publish(fleet.catalogue, 'alpha', release(NEWER)))
    return fleet
  }

  test('is replaced, as a grant of its own', () => {
    const fleet = waiting()
    fleet.now += MINUTE
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe(`grant ${NEWER}`)
    expect(fleet.instance('m0').grantedAt).toBe(fleet.now)
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe(`again ${NEWER}`)
  })

  test('stays where the policy lets no more machines', () => {
    const fleet = waiting({ maxUpdatesPerPeriod: 1 })
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe('error-updateInProgressOnInstance')
    fleet.now += 16 * MINUTE // the period is over, and the one that is in progress is itself
    expect(fleet.ask('m0', OLD, 'boot-1')).toBe(`grant ${NEWER}`)
  })

  test('is not taken for the newer one when it fails after all, nor that for it', () => {
    const fleet = waiting()
    fleet.check('m0', OLD, 'boot-1')
    expect(fleet.event('m0', 3, 0, { errorCode: 10, nextVersion: NEWER }).activity).toMatchObject({ why: 'error' })
    const late = fleet.event('m0', 3, 0, { errorCode: 44, nextVersion: NEW })
    expect(late.activity).toBeUndefined()
    expect(fleet.instance('m0').fellBackFrom).toBe(NEW)
    expect(fleet.ask('m0', OLD, 'boot-3')).toBe(`grant ${NEWER}`)
    expect(fleet.event('m0', 3, 2, { previousVersion: OLD, nextVersion: NEW }).ignored).toMatch(/another version since/)
  })
})
