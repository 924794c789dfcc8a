// The acceptance rows of nebraska about packages, channels and groups, named after its own tests
// (backend/pkg/api/{packages,channels,groups}_test.go). Its rows about decisions and events are in `decision.test.ts`,
// `decision-grants.test.ts`, `instance.test.ts` and `counts.test.ts`; docs/ACCEPTANCE.md lists what has no row here.

import { describe, expect, test } from '@jest/globals'
import { type Catalogue, channelOf, FRESH, groupOf, packageOf } from './catalogue.ts'
import { addChannel, addGroup, setPolicy } from './catalogue-groups.ts'
import { GroupCounts } from './counts.ts'
import { done, Fleet, MINUTE, MONDAY, release } from './decision-fixture.ts'
import { newPolicy, SEEDED_POLICY } from './policy.ts'
import { blacklist, markFloor, promote, publish } from './release.ts'

const policy = newPolicy({ periodMs: 15 * MINUTE, maxUpdatesPerPeriod: 2, updateTimeoutMs: 60 * MINUTE })
const refused = (status: number, why: string) =>
  expect.objectContaining({ kind: 'refused', status, why: expect.stringContaining(why) })
const published = (...versions: string[]): Catalogue =>
  versions.reduce((each, version) => done(publish(each, 'alpha', release(version))), FRESH)

describe('packages', () => {
  test('TestAddPackage: a package that nobody publishes is on no other channel', () => {
    const catalogue = published('2.0.0')
    expect(packageOf(catalogue, '2.0.0')).toEqual(release('2.0.0'))
    expect(catalogue.channels.map(({ version }) => version)).toEqual(['2.0.0', null, null])
  })

  test.each(['', 'v1.0.0', '1.0', '1.0.0.0', '01.0.0', ' 1.0.0', 'x'.repeat(10_000)])(
    'TestAddPackage: the version %p is none',
    (version) => expect(publish(FRESH, 'alpha', release(version))).toEqual(refused(400, 'is not a semantic version')),
  )

  test('TestAddPackageFlatcar: what the client verifies is part of every package', () => {
    expect(publish(FRESH, 'alpha', release('1.0.0', { sha256: '' }))).toEqual(refused(400, 'sha256'))
    expect(publish(FRESH, 'alpha', release('1.0.0', { signature: '' }))).toEqual(refused(400, 'signature'))
    expect(publish(FRESH, 'alpha', release('1.0.0', { size: 0 }))).toEqual(refused(400, 'size'))
  })

  test('TestUpdatePackage, TestUpdatePackageFlatcar: its bytes never change, only who may be given it', () => {
    const catalogue = published('1.0.0', '2.0.0')
    for (const other of [{ size: 7 }, { sha256: `${'B'.repeat(43)}=` }, { signature: 'BBBB' }]) {
      expect(publish(catalogue, 'alpha', release('2.0.0', other))).toEqual(refused(409, 'other bytes'))
    }
    const barred = done(blacklist(done(markFloor(catalogue, '1.0.0', 'new keys')), '2.0.0', ['stable', 'beta', 'beta']))
    expect(barred.packages).toEqual([
      release('1.0.0', { floor: 'new keys' }),
      release('2.0.0', { blacklistedChannels: ['beta', 'stable'] }),
    ])
  })

  test('TestUpdatePackage: a blacklist is replaced as a whole, and a channel that was on it may be promoted to again', () => {
    const barred = done(blacklist(published('1.0.0'), '1.0.0', ['beta']))
    expect(promote(barred, '1.0.0', 'beta')).toEqual(refused(409, 'blacklisted'))
    const freed = done(blacklist(barred, '1.0.0', []))
    expect(channelOf(done(promote(freed, '1.0.0', 'beta')), 'beta')?.version).toBe('1.0.0')
  })
})

describe('channels', () => {
  test('TestAddChannel: it begins with no package, and its name is its own', () => {
    const catalogue = done(addChannel(FRESH, 'lab'))
    expect(channelOf(catalogue, 'lab')).toEqual({ name: 'lab', version: null, stood: [] })
    expect(addChannel(catalogue, 'lab')).toEqual({ kind: 'already' })
    expect(addChannel(catalogue, 'alpha')).toEqual({ kind: 'already' })
    expect(addChannel(catalogue, '')).toEqual(refused(400, 'needs a name'))
  })

  test('TestUpdateChannel: it points at packages that there are, and that may stand there', () => {
    const catalogue = done(addChannel(published('1.0.0', '2.0.0'), 'lab'))
    expect(channelOf(done(promote(catalogue, '1.0.0', 'lab')), 'lab')?.version).toBe('1.0.0')
    expect(promote(catalogue, '9.0.0', 'lab')).toEqual(refused(404, 'no version 9.0.0'))
    expect(promote(catalogue, '1.0.0', 'nowhere')).toEqual(refused(404, 'no channel nowhere'))
    const barred = done(blacklist(catalogue, '1.0.0', ['lab']))
    expect(promote(barred, '1.0.0', 'lab')).toEqual(refused(409, '1.0.0 is blacklisted for lab'))
    expect(publish(barred, 'lab', release('1.0.0'))).toEqual(refused(409, '1.0.0 is blacklisted for lab'))
  })
})

describe('groups', () => {
  const lab = done(addGroup(done(addChannel(FRESH, 'lab')), { track: 'lab', channel: 'lab', policy }))

  test('TestGetGroups: one for each channel to begin with, then the others, in the order of their coming', () => {
    expect(FRESH.groups).toEqual(
      ['alpha', 'beta', 'stable'].map((track) => ({ track, channel: track, policy: SEEDED_POLICY })),
    )
    expect(lab.groups.map(({ track }) => track)).toEqual(['alpha', 'beta', 'stable', 'lab'])
  })

  test('TestGroupTrackName: a track is one group, found by its exact name', () => {
    expect(groupOf(lab, 'lab')).toEqual({ track: 'lab', channel: 'lab', policy })
    for (const track of ['', 'Lab', 'lab ', 'nightly']) expect(groupOf(lab, track)).toBeUndefined()
    // Nebraska takes the newest of two with one name: machines would change hands unnoticed.
    expect(addGroup(lab, { track: 'lab', channel: 'alpha', policy })).toEqual(refused(409, 'a group lab already'))
  })

  test('TestGroupTrackName: several groups may follow one channel, each at its own pace', () => {
    const slow = done(addGroup(published('2.0.0'), { track: 'slow', channel: 'alpha', policy }))
    const paused = done(setPolicy(slow, 'slow', { updatesEnabled: false }))
    expect(groupOf(paused, 'alpha')?.policy.updatesEnabled).toBe(true)
    expect(groupOf(paused, 'slow')?.channel).toBe('alpha')
  })

  test.each([
    [{ officeHours: true }, 'time zone'],
    [{ officeHours: true, timeZone: 'Mars/Olympus' }, 'not a time zone'],
    [{ maxUpdatesPerPeriod: 0 }, 'maxUpdatesPerPeriod'],
    [{ periodMs: 0 }, 'periodMs'],
  ])('TestAddGroup, TestUpdateGroup: the policy %j is refused', (fields, why) => {
    const group = { track: 'x', channel: 'lab', policy: { ...policy, ...fields } }
    expect(addGroup(lab, group)).toEqual(refused(400, why))
    expect(setPolicy(lab, 'lab', fields)).toEqual(refused(400, why))
  })

  test('TestVersionBreakDownEmpty: a group without machines counts nobody', () => {
    const nobody = {
      total: 0,
      grantedInLastPeriod: 0,
      inProgress: 0,
      timedOut: 0,
      attempted: 0,
      succeeded: 0,
      failed: 0,
    }
    expect(new GroupCounts(policy).at(MONDAY, '12.1.0')).toEqual(nobody)
    expect(new GroupCounts(policy).at(MONDAY, null)).toEqual(nobody)
  })

  test('TestGetGroupsFiltered: ids in braces are tools, and are given updates but not counted', () => {
    const fleet = new Fleet({ safeMode: false }, '2.0.0')
    for (const machine of ['m0', '{8d180b2a-0734-4406-af11-92c2a0a13b1e}']) fleet.check(machine, '1.0.0')
    expect(fleet.statistics('2.0.0')).toMatchObject({ total: 1, inProgress: 1 })
  })
})
