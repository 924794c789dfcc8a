import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { encodeLeader } from './codecs.ts'
import { jobKey, LEADER_KEY, metadataKey, presenceKey } from './keys.ts'
import { change, GLOBAL, gone, objectOf, presenceOf, put, Registry, spread } from './registry-fixture.ts'
import { SnapshotBuilder } from './snapshot-builder.ts'

describe('a snapshot', () => {
  test('told change by change is the one that a full read gives', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.nat(60), (changes, between) => {
        const registry = new Registry()
        registry.do(...changes.slice(0, between))
        const told = registry.do(...changes.slice(between))
        const read = new SnapshotBuilder()
        registry.read(read)
        expect(spread(told)).toEqual(spread(read.snapshot()))
        for (const inOrder of [told.jobs, told.machines, told.claims]) {
          expect([...inOrder.keys()]).toEqual([...inOrder.keys()].toSorted())
        }
      }),
      { numRuns: 300 },
    )
  })

  test('keeps what did not change as it was', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.array(change, { maxLength: 5 }), (first, then) => {
        const registry = new Registry()
        const before = registry.do(...first)
        const after = registry.do(...then)
        for (const part of ['jobs', 'machines', 'claims', 'unreadable', 'leader'] as const) {
          const [old, now] = [spread(before)[part], spread(after)[part]]
          if (isEqual(old, now)) expect(after[part]).toBe(before[part])
        }
        for (const part of ['jobs', 'machines'] as const) {
          for (const [key, value] of before[part]) {
            const now: unknown = after[part].get(key)
            if (isEqual(value, now)) expect(now).toBe(value)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('is the same object while nothing happens, and after a read that finds nothing else', () => {
    const registry = new Registry()
    const snapshot = registry.do(objectOf('a.service'), presenceOf('m0'), put(jobKey('a.service', 'target'), 'm0'))
    expect(registry.read(registry.builder)).toBe(false)
    expect(registry.builder.snapshot()).toBe(snapshot)
  })

  test('that was handed out never changes', () => {
    const registry = new Registry()
    const before = registry.do(objectOf('b.service'), presenceOf('m0'))
    registry.do(objectOf('a.service'), presenceOf('m0', { region: 'west' }), gone(jobKey('b.service', 'object')))
    expect([...before.jobs.keys()]).toEqual(['b.service'])
    expect(before.machines.get('m0')?.metadata.size).toBe(0)
  })

  test('is replaced by a full read: what was missed is gone, or is there', () => {
    const registry = new Registry()
    registry.do(
      objectOf('a.service'),
      objectOf('c.service'),
      put(LEADER_KEY, encodeLeader({ machine: 'm', version: 1 })),
    )
    const late = new SnapshotBuilder()
    registry.read(late)
    const kept = late.snapshot().jobs.get('c.service')
    registry.do(gone(jobKey('a.service', 'object')), objectOf('b.service'), gone(LEADER_KEY))
    expect(registry.read(late)).toBe(true)
    expect([...late.snapshot().jobs.keys()]).toEqual(['b.service', 'c.service'])
    expect(late.snapshot().jobs.get('c.service')).toBe(kept)
    expect(late.snapshot().leader).toBeUndefined()
  })

  test('has a job with its file, its target state, its target and the revision of its object', () => {
    const { jobs, claims, revision } = new Registry().do(
      objectOf('a.service'),
      put(jobKey('a.service', 'target-state'), 'launched'),
      put(jobKey('a.service', 'target'), 'm0'),
      put(jobKey('a.service', 'job-state'), 'm1'),
    )
    const job = jobs.get('a.service')
    expect(job).toMatchObject({ name: 'a.service', targetState: 'launched', target: 'm0', revision: 2 })
    expect(job?.unit?.hash).toBe('1c6fb6f3684bafb0c173d8b8b957ceff031180c1')
    expect([...claims]).toEqual([['a.service', 'm1']])
    expect(revision).toBe(5)
  })

  test('has no target of a global unit', () => {
    const { jobs } = new Registry().do(objectOf('a.service', GLOBAL), put(jobKey('a.service', 'target'), 'm0'))
    expect(jobs.get('a.service')?.target).toBeUndefined()
  })

  test('has a claim without a job, and no job without an object', () => {
    const { jobs, claims } = new Registry().do(
      put(jobKey('a.service', 'job-state'), 'm0'),
      put(jobKey('a.service', 'target'), 'm0'),
      put(jobKey('a.service', 'target-state'), 'launched'),
    )
    expect(jobs.size).toBe(0)
    expect(claims.get('a.service')).toBe('m0')
  })

  test('has the leader, with the revision at which it began', () => {
    const registry = new Registry()
    const begin = registry.do(put(LEADER_KEY, encodeLeader({ machine: 'm0', version: 1 }))).leader
    expect(begin).toEqual({ machine: 'm0', createRevision: 2 })
    expect(registry.do(put(LEADER_KEY, encodeLeader({ machine: 'm0', version: 1 }))).leader).toBe(begin)
    expect(registry.do(gone(LEADER_KEY)).leader).toBeUndefined()
    expect(registry.do(put(LEADER_KEY, encodeLeader({ machine: 'm0', version: 1 }))).leader?.createRevision).toBe(5)
  })

  test('keeps what was set of a machine until that is back', () => {
    const registry = new Registry()
    registry.do(presenceOf('m0', { region: 'west' }), put(metadataKey('m0', 'disk'), 'ssd'))
    expect(registry.do(gone(presenceKey('m0'))).machines.size).toBe(0)
    expect([...(registry.do(presenceOf('m0')).machines.get('m0')?.metadata ?? [])]).toEqual([['disk', 'ssd']])
    const { machines } = registry.do(put(metadataKey('m0', 'arch'), 'arm'))
    expect(machines.get('m0')?.metadata.get('arch')).toBe('arm')
  })

  test('orders by code units, whatever was added first', () => {
    const names = ['b.service', 'a@1.service', 'a.service', 'B.service', 'a-b.service']
    const registry = new Registry()
    for (const name of names) registry.do(objectOf(name))
    const inOrder = ['B.service', 'a-b.service', 'a.service', 'a@1.service', 'b.service']
    expect([...registry.builder.snapshot().jobs.keys()]).toEqual(inOrder)
  })
})

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}
