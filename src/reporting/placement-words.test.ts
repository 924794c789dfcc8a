import { expect, test } from '@jest/globals'
import { names, reasonWords } from './placement-words.ts'

test('few names are all there, of many the first', () => {
  expect(names(['m0', 'm1'])).toBe('m0, m1')
  expect(names(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'])).toBe('m0, m1, m2, m3 and 2 more')
})

test('machines for which the same holds are named together', () => {
  expect(reasonWords({ m0: 'full', m1: 'off', m2: 'full' })).toBe('m0, m2: full; m1: off')
  expect(reasonWords({})).toBe('there is none')
})

test('however many machines there are, the reasons are few words', () => {
  const why = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`m${n}`.repeat(50), `${n}`.repeat(500)]))
  expect(reasonWords(why).length).toBeLessThan(1500)
  expect(reasonWords(why)).toMatch(/; and 496 more reasons$/)
})
