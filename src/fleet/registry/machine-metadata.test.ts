import { describe, expect, test } from '@jest/globals'
import { unknown } from '../../runtime/operation.ts'
import { StoreBench, StoreDouble } from '../../store/store-fixture.ts'
import { metadataKey } from './keys.ts'
import { patchMetadata } from './machine-metadata.ts'

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ machine: 'm0', key: `k${i}`, value: String(i) }))

describe("patching machines' metadata", () => {
  test('writes all at one revision, the last word of a key, and an empty text where a key is removed', () => {
    const bench = new StoreBench(new StoreDouble())
    const changes = [
      { machine: 'm0', key: 'disk', value: 'hdd' },
      { machine: 'nowhere', key: 'disk', value: 'ssd' },
      { machine: 'm0', key: 'region', value: undefined },
      { machine: 'm0', key: 'disk', value: 'ssd' },
    ]
    expect(bench.run(patchMetadata(changes))).toEqual({ kind: 'ok', value: undefined })
    const { mvcc } = bench.store
    expect(mvcc.revision).toBe(2)
    expect(mvcc.get(metadataKey('m0', 'disk'))?.value).toBe('ssd')
    expect(mvcc.get(metadataKey('nowhere', 'disk'))?.value).toBe('ssd')
    expect(mvcc.get(metadataKey('m0', 'region'))?.value).toBe('')
  })

  test.each([
    [0, 0],
    [128, 1],
    [129, 2],
    [300, 3],
  ])('of %i keys takes %i transactions', (count, transactions) => {
    const bench = new StoreBench(new StoreDouble())
    expect(bench.run(patchMetadata(many(count)))).toMatchObject({ kind: 'ok' })
    expect(bench.store.requests).toHaveLength(transactions)
    for (const { key, value } of many(count)) {
      expect(bench.store.mvcc.get(metadataKey('m0', key))?.value).toBe(value)
    }
  })

  test('that was applied in part is unknown, though the store says that it failed', () => {
    const bench = new StoreBench(new StoreDouble())
    bench.store.before = () => (bench.store.requests.length === 2 ? { kind: 'fail', reason: 'unreachable' } : undefined)
    expect(bench.run(patchMetadata(many(129)))).toEqual(unknown('unreachable'))
    bench.store.before = () => ({ kind: 'fail', reason: 'unreachable' })
    expect(bench.run(patchMetadata(many(129)))).toEqual({ kind: 'fail', reason: 'unreachable' })
  })
})
