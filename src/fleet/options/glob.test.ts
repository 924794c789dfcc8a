import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { matchesGlob } from './glob.ts'

describe('matchesGlob (TestGlobMatches)', () => {
  test.each([
    ['foo.service', 'foo.service'],
    ['', ''],
    ['*', ''],
    ['*', 'foo.service'],
    ['**', 'foo'],
    ['foo*', 'foo.service'],
    ['*.service', 'foo.service'],
    ['f*o*.service', 'foo.bar.service'],
    ['*a*b', 'aabab'],
    ['a*/b', 'ac/b'],
    ['foo.?.service', 'foo.1.service'],
    ['?', '😀'],
    ['[abc].service', 'b.service'],
    ['[a-c]x', 'cx'],
    ['[^a]', 'b'],
    ['[^a-cx]', 'd'],
    ['[\\-\\]]', ']'],
    ['[a\\-c]', '-'],
    ['[!a]', 'a'],
    ['[!a]', '!'],
    ['[a*]', '*'],
    ['[[]', '['],
    ['[€-₿]', '₽'],
    ['[😀-😂]', '😁'],
    ['\\*', '*'],
    ['\\a\\\\', 'a\\'],
    [']', ']'],
    ['{a,b}', '{a,b}'],
  ])('%j matches %j', (pattern, name) => expect(matchesGlob(pattern, name)).toBe(true))

  test.each([
    ['foo', 'foo.service'],
    ['Foo', 'foo'],
    ['', 'a'],
    ['?', ''],
    ['?', '/'],
    ['*', 'a/b'],
    ['a*', 'a/b'],
    ['foo*', 'fo'],
    ['*.service', 'foo.services'],
    ['[abc]', 'd'],
    ['[a-c]', 'd'],
    ['[c-a]', 'b'],
    ['[^a]', 'a'],
    ['[!a]', 'b'],
    ['{a,b}', 'a'],
    ['*b', 'ac'],
  ])('%j does not match %j', (pattern, name) => expect(matchesGlob(pattern, name)).toBe(false))

  test.each([
    '[',
    '[]',
    '[]a]',
    '[^]',
    '[^]a]',
    '[-a]',
    '[a-]',
    '[a--]',
    '[a',
    '[a-',
    '[a-b',
    '[\\',
    '[\\]',
    'a\\',
    '*[',
  ])('%j is malformed and matches nothing, least of all itself', (pattern) => {
    for (const name of [pattern, '', 'a', '-', ']', '[', '\\', 'a\\']) expect(matchesGlob(pattern, name)).toBe(false)
  })

  test('agrees with a regular expression', () => {
    const token = fc.constantFrom(
      ...[
        ['*', '[^/]*'],
        ['?', '[^/]'],
        ['a', 'a'],
        ['b', 'b'],
        ['.', '\\.'],
        ['/', '/'],
        ['\\*', '\\*'],
        ['[ab]', '[ab]'],
      ],
      ...[
        ['[b-c.]', '[b-c.]'],
        ['[c-a]', '[^\\s\\S]'],
        ['[^\\a]', '[^a]'],
      ],
    )
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.', '*'), maxLength: 8 })
    fc.assert(
      fc.property(fc.array(token, { maxLength: 6 }), name, (tokens, text) => {
        const regex = new RegExp(`^${tokens.map((pair) => pair[1]).join('')}$`)
        expect(matchesGlob(tokens.map((pair) => pair[0]).join(''), text)).toBe(regex.test(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('an escaped name matches itself alone', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '*', '?', '[', ']', '\\', '-', '😀') })
    fc.assert(
      fc.property(text, text, (name, other) => {
        const pattern = Array.from(name, (character) => `\\${character}`).join('')
        expect(matchesGlob(pattern, name)).toBe(true)
        expect(matchesGlob(pattern, other)).toBe(name === other)
      }),
    )
  })

  test('takes no longer than the length of the glob times that of the name', () => {
    const started = performance.now()
    expect(matchesGlob(`${'*a'.repeat(1000)}*b`, 'a'.repeat(4000))).toBe(false)
    expect(matchesGlob(`*${'a'.repeat(1000)}b`, 'a'.repeat(4000))).toBe(false)
    expect(matchesGlob(`*[${'a'.repeat(2000)}]b`, 'a'.repeat(4000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
