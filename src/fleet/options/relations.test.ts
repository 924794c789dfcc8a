import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { conflictBetween } from './conflicts.ts'
import { isReplacedBy } from './replaces.ts'
import { unit } from './unit-fixture.ts'

const name = fc.constantFrom('a.service', 'b.service', 'ab.service', 'c@1.service')
const glob = fc.constantFrom('a*', '*b*', 'c@%i.service', '[', '*', '%n', 'x', '')
const anyUnit = fc
  .record({ name, conflicts: glob, replaces: glob })
  .map((given) => unit(given.name, `Conflicts=${given.conflicts}`, `Replaces=${given.replaces}`))

describe('conflictBetween (TestHasConflicts)', () => {
  const hello = unit('hello.service')

  test.each([
    ['no requirements', unit('a.service'), undefined],
    ['another name', unit('a.service', 'Conflicts=goodbye*'), undefined],
    ['the name', unit('a.service', 'Conflicts=hello.service'), 'hello.service'],
    ['a glob', unit('a.service', 'Conflicts=h*'), 'h*'],
    ['the second of a line', unit('a.service', 'Conflicts=goodbye* hello*'), 'hello*'],
    ['the second line', unit('a.service', 'Conflicts=goodbye*', 'Conflicts=hello*'), 'hello*'],
    ['the deprecated name', unit('a.service', 'X-Conflicts=h*'), 'h*'],
    ['a specifier', unit('a@hello.service', 'Conflicts=%i.service'), 'hello.service'],
  ])('%s', (_, other, pattern) => {
    const words = pattern && `${other.name} has Conflicts=${pattern}, which matches hello.service`
    expect(conflictBetween(other, hello)).toBe(words)
    expect(conflictBetween(hello, other)).toBe(words)
  })

  test('is the same from both sides, and never with itself', () => {
    fc.assert(
      fc.property(anyUnit, anyUnit, (a, b) => {
        expect(conflictBetween(a, b)).toBe(conflictBetween(b, a))
        if (a.name === b.name) expect(conflictBetween(a, b)).toBeUndefined()
      }),
    )
  })
})

describe('isReplacedBy (TestHasReplaces)', () => {
  test.each([
    ['a glob', unit('kick.service', 'Replaces=victim*'), true],
    ['the name', unit('kick.service', 'Replaces=victim.service'), true],
    ['another', unit('kick.service', 'Replaces=other*'), false],
    ['two globs in a line are one', unit('kick.service', 'Replaces=victim* other*'), false],
    ['itself', unit('victim.service', 'Replaces=victim*'), false],
  ])('%s', (_, by, expected) => {
    const victim = unit('victim.service')
    expect(isReplacedBy(victim, by)).toBe(expected)
    expect(isReplacedBy(by, victim)).toBe(false)
  })

  test('two that replace each other both stay', () => {
    const [a, b] = [unit('a.service', 'Replaces=b*'), unit('b.service', 'Replaces=a*')]
    expect([isReplacedBy(a, b), isReplacedBy(b, a)]).toEqual([false, false])
  })

  test('at most one of two leaves', () => {
    fc.assert(fc.property(anyUnit, anyUnit, (a, b) => expect(isReplacedBy(a, b) && isReplacedBy(b, a)).toBe(false)))
  })
})
