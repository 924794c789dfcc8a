import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  backoffFuzzMs,
  type BackoffMoment,
  bytesReceived,
  DAY_MS,
  downloadComplete,
  MAX_FAILURES_PER_URL,
  mayDownload,
  type PayloadOffer,
  type PayloadState,
  payloadStateFor,
  updateFailed,
} from './payload-backoff.ts'

const offer = (sha256: string, more: Partial<PayloadOffer> = {}): PayloadOffer => ({
  urls: ['http://test', 'https://test'],
  size: 523_456_789,
  sha256,
  isDelta: false,
  maxFailureCountPerUrl: 3,
  disablePayloadBackoff: false,
  ...more,
})
const AT = 1_000_000
const middle: BackoffMoment = { at: AT, draw: backoffFuzzMs(DAY_MS) / 2, dayMs: DAY_MS }
const [HASH, TRANSFER, METADATA_SIGNATURE, SIGNATURE_MISSING, HTTP_404] = [10, 9, 26, 39, 2404]
const counters = ({ attempt, urlIndex, urlFailures }: PayloadState) => [attempt, urlIndex, urlFailures]
const waits = (state: PayloadState): boolean => !mayDownload(state, AT, DAY_MS)
const failedWith = (state: PayloadState, of: PayloadOffer, ...codes: readonly number[]): PayloadState =>
  codes.reduce((each, code) => updateFailed(each, of, code, middle), state)

describe('payload state (payload_state_unittest)', () => {
  test.each([
    ['SetResponseWorksWithEmptyResponse', []],
    ['SetResponseWorksWithSingleUrl', ['http://single.url.test']],
    ['SetResponseWorksWithMultipleUrls', ['http://multiple.url.test', 'https://multiple.url.test']],
  ])('%s', (_, urls) => {
    const state = payloadStateFor(offer('hash', { urls }))
    expect(counters(state)).toEqual([0, 0, 0])
    expect(payloadStateFor(offer('hash', { urls }), state)).toBe(state)
  })

  test('CanAdvanceUrlIndexCorrectly', () => {
    const two = offer('Hash1235')
    let state = payloadStateFor(two)
    const seen: number[] = []
    for (let failure = 0; failure < 3; failure++) {
      state = failedWith(state, two, METADATA_SIGNATURE)
      seen.push(state.urlIndex)
    }
    expect(seen).toEqual([1, 0, 1])
    expect(state.attempt).toBe(1)
  })

  test('NewResponseResetsPayloadState', () => {
    const state = failedWith(payloadStateFor(offer('Hash5823')), offer('Hash5823'), METADATA_SIGNATURE)
    expect(counters(state)).toEqual([0, 1, 0])
    expect(counters(payloadStateFor(offer('Hash8225'), state))).toEqual([0, 0, 0])
  })

  test('AllCountersGetUpdatedProperlyOnErrorCodesAndEvents', () => {
    const two = offer('Hash5873')
    let state = payloadStateFor(two)
    const rows: [code: number, expected: readonly number[], waits: boolean][] = [
      [METADATA_SIGNATURE, [0, 1, 0], false],
      [TRANSFER, [0, 1, 1], false],
      [TRANSFER, [0, 1, 2], false],
      [TRANSFER, [1, 0, 0], true],
      [HASH, [1, 1, 0], true],
      [SIGNATURE_MISSING, [2, 0, 0], true],
      [HTTP_404, [2, 0, 1], true],
    ]
    for (const [code, expected, waiting] of rows) {
      state = failedWith(state, two, code)
      expect([...counters(state), waits(state)]).toEqual([...expected, waiting])
    }
    expect(bytesReceived(state, 0)).toBe(state)
    state = bytesReceived(state, 100)
    expect(counters(state)).toEqual([2, 0, 0])
    expect(waits(state)).toBe(true)
    const changed = offer('Hash8532')
    state = payloadStateFor(changed, state)
    expect(counters(state)).toEqual([0, 0, 0])
    expect(waits(state)).toBe(false)
  })

  test('PayloadAttemptNumberIncreasesOnSuccessfulDownload', () =>
    expect(counters(downloadComplete(payloadStateFor(offer('h')), offer('h'), middle))).toEqual([1, 0, 0]))

  test('SetResponseResetsInvalidUrlIndex', () => {
    const two = offer('Hash4427')
    const state = failedWith(downloadComplete(payloadStateFor(two), two, middle), two, METADATA_SIGNATURE, TRANSFER)
    expect(counters(state)).toEqual([1, 1, 1])
    expect(counters(payloadStateFor(two, { ...state, urlIndex: 2 }))).toEqual([0, 0, 0])
  })

  test('NoBackoffForDeltaPayloads', () => {
    const delta = offer('Hash6437', { isDelta: true })
    const once = downloadComplete(payloadStateFor(delta), delta, middle)
    expect(counters(once)).toEqual([0, 0, 0])
    const state = failedWith(once, delta, METADATA_SIGNATURE, METADATA_SIGNATURE)
    expect(counters(state)).toEqual([0, 0, 0])
    expect(waits(state)).toBe(false)
  })

  test('BackoffPeriodsAreInCorrectRange', () => {
    const two = offer('Hash8939')
    let state = payloadStateFor(two)
    const days: number[] = []
    for (let download = 0; download < 10; download++) {
      const before = state
      state = downloadComplete(before, two, middle)
      expect(waits(state)).toBe(true)
      days.push((state.backoffUntil - AT) / DAY_MS)
      const [least, most] = [0, backoffFuzzMs(DAY_MS)].map((draw) => downloadComplete(before, two, { ...middle, draw }))
      expect(state.backoffUntil - least!.backoffUntil).toBe(DAY_MS / 4)
      expect(most!.backoffUntil - state.backoffUntil).toBe(DAY_MS / 4)
    }
    expect(days).toEqual([1, 2, 4, 8, 16, 16, 16, 16, 16, 16])
  })

  test('BackoffLogicCanBeDisabled', () => {
    const free = offer('Hash8939', { disablePayloadBackoff: true })
    const once = downloadComplete(payloadStateFor(free), free, middle)
    expect([once.attempt, waits(once)]).toEqual([1, false])
    const state = failedWith(once, free, METADATA_SIGNATURE, METADATA_SIGNATURE)
    expect([state.attempt, state.backoffUntil, waits(state)]).toEqual([2, 0, false])
  })
})

describe('payload state', () => {
  test('the wait is over just after its time, and its unit can be short', () => {
    const two = offer('h')
    const state = downloadComplete(payloadStateFor(two), two, { at: AT, draw: 0, dayMs: 1000 })
    expect(state.backoffUntil).toBe(AT + 750)
    expect([749, 750, 751].map((ms) => mayDownload(state, AT + ms, 1000))).toEqual([false, false, true])
  })

  test('a wait that a clock set far ahead left behind is not kept', () => {
    const two = offer('h')
    const longest = 16 * DAY_MS + DAY_MS / 2
    const until = (backoffUntil: number) => ({ ...payloadStateFor(two), backoffUntil })
    expect(waits(until(AT + longest))).toBe(true)
    expect(waits(until(AT + longest + 1))).toBe(false)
  })

  test('without a URL nothing is counted; with one, coming round is an attempt', () => {
    const none = offer('h', { urls: [] })
    expect(counters(failedWith(payloadStateFor(none), none, HASH, TRANSFER))).toEqual([0, 0, 0])
    const one = offer('h', { urls: ['http://test'], maxFailureCountPerUrl: MAX_FAILURES_PER_URL })
    const failures = (count: number) => failedWith(payloadStateFor(one), one, ...Array<number>(count).fill(TRANSFER))
    expect(counters(failures(9))).toEqual([0, 0, 9])
    expect(counters(failures(10))).toEqual([1, 0, 0])
  })

  test.each([
    ['the payload', [10, 11, 12, 17, 18, 21, 22, 23, 24, 25, 26, 27, 28, 29, 32, 33, 38, 39, 0x8000_000a], [0, 1, 0]],
    ['the transfer', [1, 9, 14, 20, 37, 2404, 2503, 0x8000_0009, 0x1000_0000 + 2500], [0, 0, 1]],
    [
      'neither',
      [0, 2, 3, 4, 5, 7, 8, 13, 15, 16, 19, 30, 31, 34, 35, 36, 40, 41, 42, 43, 44, 100, 0x4000_0005],
      [0, 0, 0],
    ],
  ])('errors of %s', (_, codes, expected) => {
    for (const code of codes)
      expect(counters(failedWith(payloadStateFor(offer('h')), offer('h'), code))).toEqual(expected)
  })

  test('any difference makes another response', () => {
    const state = downloadComplete(payloadStateFor(offer('h')), offer('h'), middle)
    for (const more of [
      { urls: ['http://test,https://test'] },
      { size: 1 },
      { isDelta: true },
      { maxFailureCountPerUrl: 4 },
      { disablePayloadBackoff: true },
    ]) {
      expect(payloadStateFor(offer('h', more), state).attempt).toBe(0)
    }
  })

  test('after any errors the next URL exists and has failures left', () => {
    const events = fc.array(fc.constantFrom(HASH, TRANSFER, HTTP_404, 5, -1, -2), { maxLength: 40 })
    fc.assert(
      fc.property(events, (codes) => {
        const two = offer('h')
        const state = codes.reduce((each, code) => {
          if (code === -1) return bytesReceived(each, 1)
          return code === -2 ? downloadComplete(each, two, middle) : updateFailed(each, two, code, middle)
        }, payloadStateFor(two))
        expect(two.urls[state.urlIndex]).toBeDefined()
        expect(state.urlFailures).toBeLessThan(two.maxFailureCountPerUrl)
        expect(state.backoffUntil > 0).toBe(state.attempt > 0)
      }),
    )
  })
})
