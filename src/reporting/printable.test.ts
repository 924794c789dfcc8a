import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { escapedInJson, printable, printableLine, printableValue, shortened } from './printable.ts'

test('what steers a terminal is shown as a picture', () => {
  expect(printableLine('a\u001b[31mb\u0000\nc\td\u007f')).toBe('a␛[31mb␀␊c␉d␡')
  expect(printable('a\nb\tc\rd')).toBe('a\nb\tc␍d')
  expect(printable('\u202e\u2028\u009b\ud800')).toBe('□□□\ufffd')
})

test('no text keeps half a character or a control', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printableLine(text)
      return shown.isWellFormed() && !/\p{Cc}/u.test(shown) && printableLine(shown) === shown
    }),
  )
})

test('all strings of a value are made printable, keys too', () => {
  expect(printableValue({ 'a\n': ['\u001b', 1, null, { b: true }] })).toEqual({ 'a␊': ['␛', 1, null, { b: true }] })
})

test('escaped JSON is the same data', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = escapedInJson(JSON.stringify(text))
      return JSON.parse(json) === text && !/[\p{Cc}\u2028\u2029]/u.test(json)
    }),
  )
})

test('a long text is cut, and says so', () => {
  expect(shortened('abcdef', 6)).toBe('abcdef')
  expect(shortened('abcdefg', 3)).toBe('abc… (4 more characters)')
})
