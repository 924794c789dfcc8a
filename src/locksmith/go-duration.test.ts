import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { GoDurationInvalid, parseGoDuration } from './go-duration.ts'

describe('a Go duration', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['+0', 0],
    ['0s', 0],
    ['10s', 10_000],
    ['+5s', 5_000],
    ['-1h', -3_600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['5.s', 5_000],
    ['1m1m', 120_000],
    ['1s500ms', 1_500],
    ['12us', 0.012],
    ['12\u00b5s', 0.012],
    ['12\u03bcs', 0.012],
    ['1.9ns', 0.000_001],
    ['39h9m14.425s', 140_954_425],
  ])('%s is %d ms', (text, ms) => expect(parseGoDuration(text)).toBe(ms))

  test.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.', 'time: invalid duration "."'],
    ['.s', 'time: invalid duration ".s"'],
    ['s', 'time: invalid duration "s"'],
    [' 1s', 'time: invalid duration " 1s"'],
    ['--1s', 'time: invalid duration "--1s"'],
    ['3', 'time: missing unit in duration "3"'],
    ['1h30', 'time: missing unit in duration "1h30"'],
    ['1.2.3s', 'time: missing unit in duration "1.2.3s"'],
    ['1j', 'time: unknown unit "j" in duration "1j"'],
    ['1 h', 'time: unknown unit " h" in duration "1 h"'],
    ['1h-1m', 'time: unknown unit "h-" in duration "1h-1m"'],
    ['2562048h', 'time: invalid duration "2562048h"'],
  ])('%p is refused in the words of Go', (text, message) =>
    expect(() => parseGoDuration(text)).toThrow(new GoDurationInvalid(message)),
  )

  test('parts add up', () => {
    const part = fc.tuple(fc.nat(1_000), fc.constantFrom(['h', 3_600_000], ['m', 60_000], ['s', 1_000], ['ms', 1]))
    fc.assert(
      fc.property(fc.array(part as fc.Arbitrary<[number, [string, number]]>, { minLength: 1 }), (parts) => {
        const text = parts.map(([n, [unit]]) => `${n}${unit}`).join('')
        expect(parseGoDuration(text)).toBe(parts.reduce((sum, [n, [, ms]]) => sum + n * ms, 0))
      }),
    )
  })
})
