import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { timeScale } from './time-scale.ts'

const at = fc.oneof(fc.nat(1000), fc.nat(2_000_000))

describe('the time scale', () => {
  test('never runs backwards, and ends where the plot ends', () => {
    fc.assert(
      fc.property(
        fc.array(at, { maxLength: 60 }),
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.array(at),
        (instants, end, asked) => {
          const scale = timeScale(instants, end, 1100)
          expect(scale.x(0)).toBe(0)
          expect(scale.x(end)).toBeCloseTo(1100)
          const sorted = [...new Set(asked.filter((ms) => ms <= end))].sort((a, b) => a - b)
          sorted.forEach((ms, index) => {
            const before = sorted[index - 1]
            if (before !== undefined) expect(scale.x(ms)).toBeGreaterThan(scale.x(before))
          })
        },
      ),
    )
  })

  test('folds a long idle time and says how long it was', () => {
    const { folds, x } = timeScale([1000, 2000, 900_000, 901_000], 902_000, 1100)
    expect(folds).toHaveLength(1)
    expect(x(2000) - x(1000)).toBeGreaterThan(100)
  })

  test('does not fold a busy run', () => {
    expect(
      timeScale(
        Array.from({ length: 50 }, (_, n) => n * 100),
        5000,
        1100,
      ).folds,
    ).toEqual([])
  })
})
