import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CHECK_TIMES, delayMs, firstCheck, nextCheck, quickCheck } from './check-schedule.ts'

const { periodicMs, maxBackoffMs, fuzzMs } = CHECK_TIMES
const regular = { intervalMs: periodicMs, fuzzMs }
const MINUTE = 60_000

describe('check schedule (update_check_scheduler_unittest)', () => {
  test('ComputeNextIntervalAndFuzzBackoffTest', () => {
    const previous = periodicMs + 50_000
    expect(nextCheck(CHECK_TIMES, previous, { status: 500 })).toEqual({
      intervalMs: 2 * previous,
      fuzzMs: 2 * previous,
    })
    expect(nextCheck(CHECK_TIMES, maxBackoffMs / 2 + 1000, { status: 503 })).toEqual({
      intervalMs: maxBackoffMs,
      fuzzMs: maxBackoffMs,
    })
  })

  test('ComputeNextIntervalAndFuzzPollTest', () => {
    const poll = periodicMs + 50_000
    expect(nextCheck(CHECK_TIMES, 0, { pollIntervalMs: poll })).toEqual({ intervalMs: poll, fuzzMs: poll })
    expect(nextCheck(CHECK_TIMES, 0, { pollIntervalMs: maxBackoffMs + 1000 })).toEqual({
      intervalMs: maxBackoffMs,
      fuzzMs: maxBackoffMs,
    })
    expect(nextCheck(CHECK_TIMES, 0, { pollIntervalMs: periodicMs - 1000 })).toEqual(regular)
  })

  test('ComputeNextIntervalAndFuzzPriorityTest: what the server asks for wins over its trouble', () => {
    const poll = periodicMs + 100_000
    expect(nextCheck(CHECK_TIMES, periodicMs + 50_000, { status: 500, pollIntervalMs: poll })).toEqual({
      intervalMs: poll,
      fuzzMs: poll,
    })
  })

  test.each([
    ['ComputeNextIntervalAndFuzzTest: nothing came', {}],
    ['a good answer', { status: 200 }],
    ['another error', { status: 404 }],
    ['poll interval 0', { status: 200, pollIntervalMs: 0 }],
    ['a negative poll interval', { status: 200, pollIntervalMs: -1 }],
  ])('%s: the regular interval', (_, answer) => expect(nextCheck(CHECK_TIMES, 2 * periodicMs, answer)).toEqual(regular))

  test('trouble at the first check: twice its interval is still shorter than the regular one', () =>
    expect(nextCheck(CHECK_TIMES, CHECK_TIMES.initialMs, { status: 503 })).toEqual(regular))

  test('a forced check is quick whatever was before', () =>
    expect(quickCheck(CHECK_TIMES)).toEqual({ intervalMs: MINUTE, fuzzMs: MINUTE }))

  test('RunTest: the first check comes 2 to 12 minutes after the start, regular ones 40 to 50 minutes apart', () => {
    const first = firstCheck(CHECK_TIMES)
    expect([delayMs(first, 0), delayMs(first, first.fuzzMs)]).toEqual([2 * MINUTE, 12 * MINUTE])
    expect([delayMs(regular, 0), delayMs(regular, regular.fuzzMs)]).toEqual([40 * MINUTE, 50 * MINUTE])
  })

  test('ScheduleCheckEnabledTest: an odd spread leans to the later side', () =>
    expect([delayMs({ intervalMs: 100, fuzzMs: 11 }, 0), delayMs({ intervalMs: 100, fuzzMs: 11 }, 11)]).toEqual([
      95, 106,
    ]))

  test('ScheduleCheckNegativeIntervalTest: a delay is never negative', () =>
    expect(delayMs({ intervalMs: -50, fuzzMs: 20 }, 20)).toBe(0))

  test('while the server is in trouble the interval doubles up to its limit; one good answer ends that', () => {
    const intervals: number[] = []
    let intervalMs = CHECK_TIMES.initialMs
    for (let check = 0; check < 5; check++) {
      intervalMs = nextCheck(CHECK_TIMES, intervalMs, { status: 500 }).intervalMs
      intervals.push(intervalMs / MINUTE)
    }
    expect(intervals).toEqual([45, 90, 180, 240, 240])
    expect(nextCheck(CHECK_TIMES, intervalMs, { status: 200 })).toEqual(regular)
  })

  test('with all times scaled, the schedule is scaled', () => {
    const answer = fc.record(
      { status: fc.constantFrom(200, 404, 500, 503), pollIntervalMs: fc.nat(20_000_000).map((ms) => ms * 10) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        fc.nat(20_000).map((s) => s * 1000),
        answer,
        (previous, { pollIntervalMs, ...rest }) => {
          const short = {
            initialMs: 42_000,
            fuzzMs: 60_000,
            periodicMs: 270_000,
            quickMs: 6000,
            maxBackoffMs: 1_440_000,
          }
          const long = pollIntervalMs === undefined ? rest : { ...rest, pollIntervalMs }
          const scaled = pollIntervalMs === undefined ? rest : { ...rest, pollIntervalMs: pollIntervalMs / 10 }
          const whole = nextCheck(CHECK_TIMES, previous, long)
          expect(nextCheck(short, previous / 10, scaled)).toEqual({
            intervalMs: whole.intervalMs / 10,
            fuzzMs: whole.fuzzMs / 10,
          })
        },
      ),
    )
  })
})
