import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FRESH, groupOf } from './catalogue.ts'
import { CatalogueCorrupt, decodeCatalogue, encodeCatalogue } from './catalogue-codec.ts'
import { addChannel, addGroup, setPolicy } from './catalogue-groups.ts'
import { done, release } from './decision-fixture.ts'
import { newPolicy, SEEDED_POLICY } from './policy.ts'
import { promote, publish } from './release.ts'

const policy = newPolicy({ periodMs: 1000, maxUpdatesPerPeriod: 1, updateTimeoutMs: 1000 })
const refusedWith = (status: number) => expect.objectContaining({ kind: 'refused', status })

describe('groups', () => {
  test('TestAddGroup', () => {
    const lab = done(addChannel(FRESH, 'lab'))
    const catalogue = done(addGroup(lab, { track: 'lab', channel: 'lab', policy }))
    expect(groupOf(catalogue, 'lab')).toMatchObject({ channel: 'lab', policy: { safeMode: true, officeHours: false } })
    expect(addGroup(catalogue, { track: 'lab', channel: 'alpha', policy })).toEqual(refusedWith(409))
    expect(addGroup(catalogue, { track: 'x', channel: 'nowhere', policy })).toEqual(refusedWith(404))
    expect(addGroup(catalogue, { track: '', channel: 'lab', policy })).toEqual(refusedWith(400))
    expect(addGroup(catalogue, { track: 'x', channel: 'lab', policy: { ...policy, officeHours: true } })).toEqual(
      refusedWith(400),
    )
    expect(addChannel(catalogue, 'lab')).toEqual({ kind: 'already' })
    expect(addChannel(catalogue, '')).toEqual(refusedWith(400))
  })

  test('TestUpdateGroup', () => {
    const paused = done(setPolicy(FRESH, 'beta', { updatesEnabled: false }))
    expect(groupOf(paused, 'beta')?.policy).toEqual({ ...SEEDED_POLICY, updatesEnabled: false })
    expect(groupOf(paused, 'alpha')?.policy).toEqual(SEEDED_POLICY)
    expect(setPolicy(paused, 'beta', { updatesEnabled: false })).toEqual({ kind: 'already' })
    expect(setPolicy(FRESH, 'nowhere', {})).toEqual(refusedWith(404))
  })

  test.each([
    [{ maxUpdatesPerPeriod: 0 }],
    [{ maxUpdatesPerPeriod: 1.5 }],
    [{ periodMs: -1 }],
    [{ updateTimeoutMs: NaN }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ officeHours: true, timeZone: '' }],
    [{ safeMode: 'yes' }],
    [{ maxUpdates: 3 }],
    [{ timeZone: 1 }],
  ])('refuses the policy %j', (fields: object) => expect(setPolicy(FRESH, 'beta', fields)).toEqual(refusedWith(400)))
})

describe('the document', () => {
  const published = done(publish(FRESH, 'alpha', release('1.0.0', { blacklistedChannels: ['beta'] })))
  const catalogue = done(publish(published, 'alpha', release('2.0.0')))
  const [one, two] = catalogue.packages
  const [alpha, ...channels] = catalogue.channels

  test('is read back', () => {
    const everywhere = done(promote(catalogue, '2.0.0', 'beta'))
    expect(decodeCatalogue(encodeCatalogue(everywhere))).toEqual(everywhere)
  })

  test.each([
    ['no JSON', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['a stray field', JSON.stringify({ ...catalogue, extra: 1 })],
    ['packages out of order', JSON.stringify({ ...catalogue, packages: [two, one] })],
    ['a package with a wrong version', JSON.stringify({ ...catalogue, packages: [one, { ...two, version: '2' }] })],
    ['a package with a wrong flag', JSON.stringify({ ...catalogue, packages: [one, { ...two, withdrawn: 1 }] })],
    ['a wrong floor', JSON.stringify({ ...catalogue, packages: [one, { ...two, floor: 1 }] })],
    ['a wrong blacklist', JSON.stringify({ ...catalogue, packages: [one, { ...two, blacklistedChannels: [1] }] })],
    ['a release that is lost', JSON.stringify({ ...catalogue, packages: [two] })],
    ['a withdrawn release on offer', JSON.stringify({ ...catalogue, packages: [one, { ...two, withdrawn: true }] })],
    [
      'a release that never stood',
      JSON.stringify({ ...catalogue, channels: [{ ...alpha, stood: ['1.0.0'] }, ...channels] }),
    ],
    [
      'a release that stood twice',
      JSON.stringify({ ...catalogue, channels: [{ ...alpha, stood: ['1.0.0', '2.0.0', '2.0.0'] }, ...channels] }),
    ],
    ['a channel twice', JSON.stringify({ ...catalogue, channels: [alpha, ...catalogue.channels] })],
    ['a channel missing', JSON.stringify({ ...catalogue, channels: [alpha] })],
    ['a group twice', JSON.stringify({ ...catalogue, groups: [...catalogue.groups, ...catalogue.groups] })],
    [
      'a group without policy',
      JSON.stringify({ ...catalogue, groups: [{ track: 'a', channel: 'alpha', policy: null }] }),
    ],
    ['a wrong policy', JSON.stringify({ ...catalogue, groups: [{ track: 'a', channel: 'alpha', policy: {} }] })],
  ])('is refused with %s', (_, document) => expect(() => decodeCatalogue(document)).toThrow(CatalogueCorrupt))

  test('decoding throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => decodeCatalogue(text)).toThrow(CatalogueCorrupt)
      }),
    )
  })
})
