import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ENGINE_VERSION_KEY, jobKey, type JobPart, LEADER_KEY, metadataKey, presenceKey, stateKey } from './keys.ts'
import { parseKey } from './parse-key.ts'

const name = fc.stringMatching(/^[0-9a-zA-Z:\-_.\\@]+$/)

describe('a key', () => {
  test('is told what it is about', () => {
    const part = fc.constantFrom<JobPart>('object', 'target-state', 'target', 'job-state')
    fc.assert(
      fc.property(name, name, part, (a, b, each) => {
        expect(parseKey(jobKey(a, each))).toEqual({ kind: 'job', name: a, part: each })
        expect(parseKey(presenceKey(a))).toEqual({ kind: 'presence', machine: a })
        expect(parseKey(metadataKey(a, b))).toEqual({ kind: 'metadata', machine: a, key: b })
      }),
    )
    expect(parseKey(LEADER_KEY)).toEqual({ kind: 'leader' })
    expect(parseKey(ENGINE_VERSION_KEY)).toEqual({ kind: 'engine-version' })
  })

  test('TestUnitStatePaths', () => {
    expect(stateKey('foo.service', 'abc')).toBe('/_coreos.com/fleet/states/foo.service/abc')
    expect(parseKey('/_coreos.com/fleet/states/foo.service/abc')).toEqual({
      kind: 'state',
      unit: 'foo.service',
      machine: 'abc',
    })
    expect(parseKey('/_coreos.com/fleet/state/foo.service')).toBeUndefined() // the slot that all machines shared
  })

  test.each([
    ['', undefined],
    ['/', undefined],
    ['/fleet', undefined],
    ['/_coreos.com/fleet/', undefined],
    ['/_coreos.com/fleet/job', undefined],
    ['/_coreos.com/fleet/job/foo', undefined],
    ['/_coreos.com/fleet/job/foo/', undefined],
    ['/_coreos.com/fleet/job//target', undefined],
    ['/_coreos.com/fleet/job/foo/asdf', undefined],
    ['/_coreos.com/fleet/job/foo/target/x', undefined],
    ['/_coreos.com/fleet/machines/asdf', undefined],
    ['/_coreos.com/fleet/machines/asdf/metadata', undefined],
    ['/_coreos.com/fleet/state/asdf', undefined],
    ['/_coreos.com/fleet/states/asdf', undefined],
    ['/_coreos.com/fleet/unit/1c6fb6f3684bafb0c173d8b8b957ceff031180c1', undefined],
    ['/_coreos.com/fleet/job/foo/target', { kind: 'job', name: 'foo', part: 'target' }],
    ['/_coreos.com/fleet/job/foo/target-state', { kind: 'job', name: 'foo', part: 'target-state' }],
    ['/_coreos.com/fleet/job/foo/object', { kind: 'job', name: 'foo', part: 'object' }],
  ])('TestFilterEtcdEvents: %p', (key, subject) => expect(parseKey(key)).toEqual(subject))
})
