import { describe, expect, test } from '@jest/globals'
import { unknown } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import { release } from '../rollout/decision-fixture.ts'
import { UpdateBench } from './fixture.ts'
import { activityKey, activityPrefix, CATALOGUE_KEY, instanceKey } from './keys.ts'
import { ACTIVITIES_MAX } from './writes.ts'

const published = (version: string, more: { readonly [field: string]: Json } = {}): Json => ({
  channel: 'alpha',
  ...(release(version) as unknown as { readonly [field: string]: Json }),
  ...more,
})

describe('an operator', () => {
  test('moves a release through the channels and sees it', () => {
    const bench = new UpdateBench()
    expect(bench.admin('publish', published('2.0.0'))).toEqual({ status: 200, body: '2.0.0 is on alpha.' })
    expect(bench.admin('publish', published('2.0.0'))).toEqual({ status: 200, body: 'It was so already.' })
    expect(bench.admin('promote', { version: '2.0.0', channel: 'beta' }).status).toBe(200)
    expect(bench.admin('floor', { version: '2.0.0', reason: 'new keys' }).status).toBe(200)
    expect(bench.admin('channel', { name: 'lab' }).status).toBe(200)
    expect(bench.admin('blacklist', { version: '2.0.0', channels: ['lab'] }).status).toBe(200)
    const policy = { periodMs: 1, maxUpdatesPerPeriod: 1, updateTimeoutMs: 1 }
    expect(bench.admin('group', { track: 'lab', channel: 'lab', policy }).status).toBe(200)
    expect(bench.admin('policy', { track: 'lab', policy: { officeHours: true } }).status).toBe(400)
    expect(bench.admin('withdraw', { version: '2.0.0' }).status).toBe(200)
    expect(bench.admin('catalogue', {}).body).toMatchObject({ packages: [{ version: '2.0.0', withdrawn: true }] })
    bench.ask('m0')
    expect(bench.admin('instances', { track: 'alpha' }).body).toMatchObject([{ machine: 'm0', status: 'Undefined' }])
  })

  test.each<[string, Json, number, string]>([
    ['publish', published('3.0.0', { channel: 'none' }), 404, 'no channel none'],
    ['publish', published('2.0.0', { size: 7 }), 409, 'other bytes'],
    ['promote', { version: '2.0.0', channel: 'stable' }, 409, 'before stable'],
    ['promote', { version: '2.0.0' }, 400, "'channel'"],
    ['publish', published('3.0.0', { size: '7' }), 400, "'size'"],
    ['publish', [], 400, 'object'],
    ['policy', { track: 'alpha', policy: { speed: 1 } }, 400, "'speed'"],
    ['policy', { track: 'alpha', policy: null }, 400, "'policy'"],
    ['policy', { track: 'none', policy: {} }, 404, 'no group none'],
    ['group', { track: 'lab', channel: 'alpha', policy: {} }, 400, 'periodMs'],
    ['channel', { name: '\ud800' }, 400, "'name'"],
    ['blacklist', { version: '2.0.0', channels: 'stable' }, 400, "'channels'"],
    ['blacklist', { version: '2.0.0', channels: ['alpha'] }, 409, 'move it first'],
    ['toString', {}, 404, 'toString'],
  ])('is refused: %s %j', (path, body, status, sentence) => {
    const bench = new UpdateBench()
    bench.admin('publish', published('2.0.0'))
    const { revision } = bench.store.mvcc
    const answer = bench.admin(path, body)
    expect(answer).toEqual({ status, body: expect.stringContaining(sentence) })
    expect(bench.store.mvcc.revision).toBe(revision)
  })

  test('whose answer was lost is told that it is so', () => {
    const bench = new UpdateBench()
    bench.store.after = (request) => (request.kind === 'txn' ? unknown('time-out') : undefined)
    expect(bench.admin('publish', published('2.0.0'))).toEqual({ status: 200, body: 'It was so already.' })
  })

  test('cannot change a corrupt catalogue', () => {
    const bench = new UpdateBench()
    bench.store.mvcc.apply({ kind: 'put', key: CATALOGUE_KEY, value: 'oops' })
    for (const path of ['publish', 'catalogue']) {
      expect(bench.admin(path, published('2.0.0'))).toEqual({ status: 503, body: expect.stringContaining('not JSON') })
    }
    expect(bench.store.mvcc.get(CATALOGUE_KEY)?.value).toBe('oops')
  })
})

test('what cannot be read is told, or shown as it is', () => {
  const bench = new UpdateBench()
  bench.store.mvcc.apply({ kind: 'put', key: activityKey('alpha', 1), value: 'oops' })
  bench.store.mvcc.apply({ kind: 'put', key: instanceKey('alpha', 'm0'), value: 'oops' })
  expect(bench.admin('activity', { track: 'alpha' })).toEqual({ status: 200, body: ['oops'] })
  expect(bench.admin('instances', { track: 'alpha' })).toEqual({ status: 503, body: expect.stringContaining('m0') })
})

test('the log of a track is bounded', () => {
  const bench = new UpdateBench()
  bench.offer(999_999)
  bench.ask('m0')
  for (let i = 0; i < ACTIVITIES_MAX; i++) bench.ask('m0', '1.0.0', { events: [{ type: 3, result: 0 }] })
  expect(bench.admin('activity', { track: 'alpha' }).body).toHaveLength(ACTIVITIES_MAX)
  expect(bench.store.mvcc.get(activityKey('alpha', 2 * ACTIVITIES_MAX + 1))?.key).toContain(activityPrefix('alpha'))
})
