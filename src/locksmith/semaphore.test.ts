import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  acquired,
  type Change,
  decode,
  encode,
  FRESH,
  groupOfKey,
  released,
  resized,
  type Semaphore,
  SemaphoreCorrupt,
  semaphoreKey,
} from './semaphore.ts'

const machine = fc.constantFrom('m0', 'm1', 'm2', 'm3')
const operation: fc.Arbitrary<(semaphore: Semaphore) => Change> = fc.oneof(
  machine.map((id) => (semaphore: Semaphore) => acquired(semaphore, id)),
  machine.map((id) => (semaphore: Semaphore) => released(semaphore, id)),
  fc.nat(4).map((max) => (semaphore: Semaphore) => resized(semaphore, max)),
)
/** Whatever can be reached by operations. */
const reachable = fc.array(operation).map((operations) =>
  operations.reduce<Semaphore>((semaphore, change) => {
    const next = change(semaphore)
    return next.kind === 'changed' ? next.semaphore : semaphore
  }, FRESH),
)

describe('semaphore', () => {
  test('free + holders = max, and holders are unique and sorted, after any operations', () => {
    fc.assert(
      fc.property(reachable, ({ free, holders, max }) => {
        expect(free + holders.length).toBe(max)
        expect(new Set(holders).size).toBe(holders.length)
        expect(holders.toSorted()).toEqual(holders)
      }),
    )
  })

  test('a slot is granted only while one is free, and taking it twice is told as such, full or not', () => {
    fc.assert(
      fc.property(reachable, machine, (semaphore, id) => {
        const change = acquired(semaphore, id)
        if (semaphore.holders.includes(id)) expect(change).toEqual({ kind: 'already' })
        else if (semaphore.free <= 0) expect(change).toEqual({ kind: 'full', holders: semaphore.holders })
        else
          expect(change).toMatchObject({ kind: 'changed', semaphore: { free: semaphore.free - 1, max: semaphore.max } })
      }),
    )
  })

  test('release undoes acquire; releasing what is not held changes nothing', () => {
    fc.assert(
      fc.property(reachable, machine, (semaphore, id) => {
        const taken = acquired(semaphore, id)
        fc.pre(taken.kind === 'changed')
        expect(released(taken.semaphore, id)).toEqual({ kind: 'changed', semaphore })
        expect(released(semaphore, id)).toEqual({ kind: 'already' })
      }),
    )
  })

  test('a smaller max evicts nobody: it lets nobody in until enough have left', () => {
    expect(resized({ free: 0, max: 2, holders: ['a', 'b'] }, 1)).toEqual({
      kind: 'changed',
      semaphore: { free: -1, max: 1, holders: ['a', 'b'] },
    })
  })

  test('what is written is read back', () => {
    fc.assert(fc.property(reachable, (semaphore) => expect(decode(encode(semaphore))).toEqual(semaphore)))
  })

  test.each([
    ['the fresh document of locksmith', '{"semaphore":1,"max":1,"holders":null}', FRESH],
    ['one without holders', '{"semaphore":1,"max":1}', FRESH],
    [
      'one with an index, which is ignored',
      '{"index":7,"semaphore":0,"max":1,"holders":["a"]}',
      { free: 0, max: 1, holders: ['a'] },
    ],
    [
      'one that somebody edited out of order',
      '{"semaphore":0,"max":2,"holders":["b","a"]}',
      { free: 0, max: 2, holders: ['a', 'b'] },
    ],
  ])('reads %s', (_, document, semaphore) => expect(decode(document)).toEqual(semaphore))

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"semaphore":1,"max":1,"holders":"a"}',
    '{"semaphore":1,"max":1,"holders":["a"]}',
    '{"semaphore":0,"max":2,"holders":["a","a"]}',
    '{"semaphore":1.5,"max":1.5}',
  ])('refuses %p as corrupt', (document) => expect(() => decode(document)).toThrow(SemaphoreCorrupt))

  test('decoding throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          decode(text)
        } catch (error) {
          expect(error).toBeInstanceOf(SemaphoreCorrupt)
        }
      }),
    )
  })

  test.each([
    ['', 'coreos.com/updateengine/rebootlock/semaphore'],
    ['prod/database', 'coreos.com/updateengine/rebootlock/groups/prod%2Fdatabase/semaphore'],
    ['a b', 'coreos.com/updateengine/rebootlock/groups/a+b/semaphore'],
    ["it's", 'coreos.com/updateengine/rebootlock/groups/it%27s/semaphore'],
  ])('the key of group %p is %s', (group, key) => expect(semaphoreKey(group)).toBe(key))

  test('the group is found again in its key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (group) => expect(groupOfKey(semaphoreKey(group))).toBe(group)),
    )
  })

  test.each([
    '',
    'coreos.com/updateengine/rebootlock/',
    'x/semaphore',
    'coreos.com/updateengine/rebootlock/groups/a/b/semaphore',
  ])('%p is no key of a semaphore', (key) => expect(groupOfKey(key)).toBeUndefined())
})
