import { expect, test } from '@jest/globals'
import { clock, count, spell, thousands } from './time-words.ts'

test.each([
  [0, '00:00.000'],
  [61_632, '01:01.632'],
  [3_723_004, '1:02:03.004'],
  [-5, '00:00.000'],
])('the clock at %i ms shows %s', (ms, text) => expect(clock(ms)).toBe(text))

test.each([
  [250, '250 ms'],
  [3200, '3.2 s'],
  [59_940, '59.9 s'],
  [60_000, '1 min'],
  [870_000, '14 min 30 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms last %s', (ms, text) => expect(spell(ms)).toBe(text))

test('numbers', () => {
  expect([count(1, 'run'), count(2000, 'run'), thousands(1_234_567)]).toEqual(['1 run', '2,000 runs', '1,234,567'])
})
