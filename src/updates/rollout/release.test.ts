import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Catalogue, type CatalogueChange, CHANNEL_ORDER, channelOf, FRESH, packageOf } from './catalogue.ts'
import { addChannel } from './catalogue-groups.ts'
import { decodeCatalogue, encodeCatalogue } from './catalogue-codec.ts'
import { done, release } from './decision-fixture.ts'
import { blacklist, markFloor, promote, publish, withdraw } from './release.ts'
import { isNewer } from '../version.ts'

type Operation = (catalogue: Catalogue) => CatalogueChange
const after = (...operations: readonly Operation[]) => operations.reduce((each, next) => done(next(each)), FRESH)
const pub =
  (version: string, channel = 'alpha'): Operation =>
  (catalogue) =>
    publish(catalogue, channel, release(version))
const pro =
  (version: string, channel: string): Operation =>
  (catalogue) =>
    promote(catalogue, version, channel)
const points = (catalogue: Catalogue) => CHANNEL_ORDER.map((name) => channelOf(catalogue, name)?.version)
const refusedWith = (status: number) => expect.objectContaining({ kind: 'refused', status })

const version = fc.constantFrom('1.0.0', '2.0.0', '3.0.0', '4.0.0')
const channel = fc.constantFrom(...CHANNEL_ORDER, 'lab')
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(version, channel).map(([each, name]) => pub(each, name)),
  { weight: 2, arbitrary: fc.tuple(version, channel).map(([each, name]) => pro(each, name)) },
  version.map(
    (each): Operation =>
      (catalogue) =>
        withdraw(catalogue, each),
  ),
  version.map(
    (each): Operation =>
      (catalogue) =>
        markFloor(catalogue, each, 'because'),
  ),
)
const reachable = fc.array(operation, { maxLength: 40 }).map((operations) =>
  operations.reduce(
    (catalogue, next) => {
      const change = next(catalogue)
      return change.kind === 'changed' ? change.catalogue : catalogue
    },
    after((fresh) => addChannel(fresh, 'lab')),
  ),
)

describe('a release', () => {
  test('stable ≤ beta ≤ alpha, each stood on the channel before, and none is withdrawn, after any operations', () => {
    fc.assert(
      fc.property(reachable, (catalogue) => {
        for (const [i, name] of CHANNEL_ORDER.entries()) {
          const { version: here, stood } = channelOf(catalogue, name)!
          if (here !== null) expect(packageOf(catalogue, here)?.withdrawn).toBeUndefined()
          if (i === 0) continue
          const before = channelOf(catalogue, CHANNEL_ORDER[i - 1]!)!
          expect(before.stood).toEqual(expect.arrayContaining([...stood]))
          if (here !== null) expect(before.version === null || isNewer(here, before.version)).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('the catalogue is read back as it was written, after any operations', () => {
    fc.assert(
      fc.property(reachable, (catalogue) => expect(decodeCatalogue(encodeCatalogue(catalogue))).toEqual(catalogue)),
    )
  })

  test('goes from alpha through beta to stable', () => {
    const published = after(pub('1.0.0'))
    expect(promote(published, '1.0.0', 'stable')).toEqual(refusedWith(409))
    expect(points(after(pub('1.0.0'), pro('1.0.0', 'beta')))).toEqual(['1.0.0', '1.0.0', null])
    const everywhere = after(pub('1.0.0'), pro('1.0.0', 'beta'), pro('1.0.0', 'stable'))
    expect(points(everywhere)).toEqual(['1.0.0', '1.0.0', '1.0.0'])
    expect(promote(everywhere, '1.0.0', 'stable')).toEqual({ kind: 'already' })
  })

  test('that alpha has left behind is promoted still, but never below what the channel offers', () => {
    const catalogue = after(pub('1.0.0'), pub('2.0.0'), pub('3.0.0'), pro('2.0.0', 'beta'))
    expect(points(catalogue)).toEqual(['3.0.0', '2.0.0', null])
    expect(promote(catalogue, '1.0.0', 'beta')).toEqual(refusedWith(409))
    expect(publish(catalogue, 'alpha', release('2.5.0'))).toEqual(refusedWith(409))
  })

  test('TestAddPackage: what may be published', () => {
    const catalogue = after(pub('1.0.0'))
    expect(publish(catalogue, 'alpha', release('1.0.0'))).toEqual({ kind: 'already' })
    expect(publish(catalogue, 'alpha', release('1.0.0', { size: 1 }))).toEqual(refusedWith(409))
    expect(publish(catalogue, 'alpha', release('1.0.0+other'))).toEqual(refusedWith(409))
    expect(publish(catalogue, 'beta', release('2.0.0'))).toEqual(refusedWith(409))
    expect(publish(catalogue, 'nowhere', release('2.0.0'))).toEqual(refusedWith(404))
    for (const wrong of [{ version: 'x' }, { size: 0 }, { size: 1.5 }, { sha256: 'abc' }, { signature: '=' }]) {
      expect(publish(catalogue, 'alpha', { ...release('2.0.0'), ...wrong })).toEqual(refusedWith(400))
    }
  })

  test('on a custom channel stands outside of the order', () => {
    const lab = (catalogue: Catalogue) => addChannel(catalogue, 'lab')
    const catalogue = after(lab, pub('2.0.0', 'lab'))
    expect(points(catalogue)).toEqual([null, null, null])
    expect(promote(catalogue, '2.0.0', 'beta')).toEqual(refusedWith(409))
    const back = after(lab, pub('1.0.0'), pub('2.0.0', 'lab'), pro('1.0.0', 'lab'), pub('2.0.0'))
    expect([channelOf(back, 'lab')?.version, channelOf(back, 'alpha')?.version]).toEqual(['1.0.0', '2.0.0'])
  })

  test('that is withdrawn takes its channels back to what stood there, and does not return', () => {
    const catalogue = after(pub('1.0.0'), pro('1.0.0', 'beta'), pub('2.0.0'), pub('3.0.0'), pro('3.0.0', 'beta'))
    const without = done(withdraw(catalogue, '3.0.0'))
    expect(points(without)).toEqual(['2.0.0', '1.0.0', null])
    expect(points(done(withdraw(done(withdraw(without, '1.0.0')), '2.0.0')))).toEqual([null, null, null])
    expect(withdraw(without, '3.0.0')).toEqual({ kind: 'already' })
    expect(publish(without, 'alpha', release('3.0.0'))).toEqual(refusedWith(409))
    expect(promote(without, '3.0.0', 'beta')).toEqual(refusedWith(409))
    expect(withdraw(without, '9.0.0')).toEqual(refusedWith(404))
    expect(promote(without, '9.0.0', 'beta')).toEqual(refusedWith(404))
  })

  test('TestSafetyRulesValidation', () => {
    const catalogue = after(pub('1.0.0'), pub('2.0.0'))
    expect(blacklist(catalogue, '2.0.0', ['alpha'])).toEqual(refusedWith(409)) // alpha points at it
    expect(blacklist(catalogue, '2.0.0', ['nowhere'])).toEqual(refusedWith(404))
    const elsewhere = done(blacklist(catalogue, '2.0.0', ['beta']))
    expect(promote(elsewhere, '2.0.0', 'beta')).toEqual(refusedWith(409))
    expect(blacklist(elsewhere, '2.0.0', ['beta'])).toEqual({ kind: 'already' })
    const floor = done(markFloor(catalogue, '1.0.0', 'because'))
    expect(blacklist(floor, '1.0.0', ['alpha'])).toEqual(refusedWith(409))
    expect(blacklist(floor, '1.0.0', ['stable']).kind).toBe('changed')
    const barred = done(blacklist(catalogue, '1.0.0', ['alpha']))
    expect(markFloor(barred, '1.0.0', 'because')).toEqual(refusedWith(409)) // TestFloorBlacklistConflict
  })

  test('TestFloorOperations, TestFloorReason', () => {
    const catalogue = after(pub('1.0.0'), pub('2.0.0'))
    const floor = done(markFloor(catalogue, '1.0.0', 'new partition table'))
    expect(packageOf(floor, '1.0.0')?.floor).toBe('new partition table')
    expect(markFloor(floor, '1.0.0', 'new partition table')).toEqual({ kind: 'already' })
    expect(markFloor(floor, '1.0.0', ' ')).toEqual(refusedWith(400))
    expect(markFloor(floor, '7.0.0', 'because')).toEqual(refusedWith(404))
    expect(markFloor(done(withdraw(floor, '2.0.0')), '2.0.0', 'because')).toEqual(refusedWith(409))
    expect(promote(floor, '2.0.0', 'beta')).toEqual(refusedWith(409)) // beta would jump over the floor
    expect(points(done(promote(done(promote(floor, '1.0.0', 'beta')), '2.0.0', 'beta')))[1]).toBe('2.0.0')
  })
})
