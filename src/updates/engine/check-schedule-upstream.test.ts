// The acceptance rows of go-omaha about when a client asks again, named after its own tests (omaha/client/*_test.go). Those
// of update_engine are in `check-schedule.test.ts`.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CHECK_TIMES, delayMs, nextCheck } from './check-schedule.ts'

const { periodicMs, fuzzMs, maxBackoffMs } = CHECK_TIMES

describe('omaha/client', () => {
  test('TestFuzzyDuration: a delay is spread over the whole of its fuzz, and over no more', () => {
    const interval = fc.record({ intervalMs: fc.nat(maxBackoffMs), fuzzMs: fc.nat(maxBackoffMs) })
    fc.assert(
      fc.property(interval, fc.double({ min: 0, max: 1, noNaN: true }), ({ intervalMs, fuzzMs: width }, part) => {
        const delay = delayMs({ intervalMs, fuzzMs: width }, Math.floor(part * width))
        expect(delay).toBeGreaterThanOrEqual(Math.max(0, intervalMs - width / 2))
        expect(delay).toBeLessThanOrEqual(intervalMs + Math.ceil(width / 2))
      }),
    )
    const regular = nextCheck(CHECK_TIMES, periodicMs, { status: 200 })
    expect([0, fuzzMs].map((draw) => delayMs(regular, draw))).toEqual([
      periodicMs - fuzzMs / 2,
      periodicMs + fuzzMs / 2,
    ])
  })

  test('TestFuzzyDuration: without fuzz there is none', () =>
    expect(delayMs({ intervalMs: 100, fuzzMs: 0 }, 0)).toBe(100))

  // go-omaha tries up to seven times within one check; update_engine, and this, asks again at the next check.
  test('TestExpNetBackoff: a server in trouble is asked again later, and later still, up to a limit', () => {
    const waits = [periodicMs]
    for (let i = 0; i < 4; i++) waits.push(nextCheck(CHECK_TIMES, waits[i] as number, { status: 503 }).intervalMs)
    expect(waits).toEqual([periodicMs, 2 * periodicMs, 4 * periodicMs, maxBackoffMs, maxBackoffMs])
  })

  test.each([
    [500, 2 * periodicMs],
    [503, 2 * periodicMs],
    [404, periodicMs],
    [200, periodicMs],
    [undefined, periodicMs], // no answer, as after a network that failed
  ])('TestHTTPClientError: after %p the next check comes %i ms later, give or take', (status, intervalMs) =>
    expect(nextCheck(CHECK_TIMES, periodicMs, status === undefined ? {} : { status }).intervalMs).toBe(intervalMs),
  )
})
