import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { quoteCharacter, quoteText } from './go-quote.ts'
import { byteLength } from './utf8.ts'
import { fields, trimSpace } from './white-space.ts'

const anyText = fc.string({ unit: 'binary' })

describe('byteLength', () => {
  test('is what the encoder makes', () => {
    const halves = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '😀', '\ud83d', '\ude00') })
    fc.assert(
      fc.property(fc.oneof(anyText, halves), (text) => {
        expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
      }),
    )
  })
})

describe('white space', () => {
  test('is what Go has for it', () => {
    expect(trimSpace(' \t\u0085\u00a0\u3000a b\v\f\r\n ')).toBe('a b')
    expect(trimSpace('\ufeffa\u200b')).toBe('\ufeffa\u200b')
    expect(trimSpace('   ')).toBe('')
  })

  test('separates fields, none of which is empty', () => {
    expect(fields('  a*\tb*\n\\ c ')).toEqual(['a*', 'b*', '\\', 'c'])
    expect(fields(' ')).toEqual([])
  })

  test('is all that lies between fields', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c]+$/)), (words) => expect(fields(words.join(' \n'))).toEqual(words)),
    )
  })
})

describe('quoting, as Go does it', () => {
  test.each([
    ['b*', '"b*"'],
    ['"', '"\\""'],
    ["'", '"\'"'],
    ['\\', '"\\\\"'],
    ['\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
    ['\x1b\x7f', '"\\x1b\\x7f"'],
    ['é€', '"é€"'],
    ['\u00a0\u2028', '"\\u00a0\\u2028"'],
  ])('%j', (text, quoted) => expect(quoteText(text)).toBe(quoted))

  test('of a character', () => {
    expect(quoteCharacter('"')).toBe(`'"'`)
    expect(quoteCharacter("'")).toBe(`'\\''`)
  })
})
