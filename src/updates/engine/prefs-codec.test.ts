import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { RequestEvent } from '../omaha/messages.ts'
import { type EnginePrefs, NO_PREFS, withFailed, withReports } from './prefs.ts'
import { decodePrefs, encodePrefs, EnginePrefsCorrupt } from './prefs-codec.ts'

const text = fc.string({ unit: 'grapheme' })
const count = fc.maxSafeNat()
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
const offer = fc.record(
  {
    ...{ version: text, name: text, sha256: text, size: count, urls: fc.array(text, { minLength: 1 }) },
    ...{ isDelta: fc.boolean(), disableBackoff: fc.boolean(), signature: text, displayVersion: text, deadline: text },
    ...{ maxFailureCountPerUrl: count, pollInterval: count },
  },
  { requiredKeys: ['version', 'name', 'sha256', 'size', 'urls', 'isDelta', 'disableBackoff'] },
)
const report = fc.record(
  { type: count, result: count, previousVersion: text, errorCode: count },
  { requiredKeys: ['type', 'result'] },
)
const prefs: fc.Arbitrary<EnginePrefs> = fc.record({
  installed: orNull(
    fc.record({
      version: text,
      slot: fc.constantFrom('a' as const, 'b' as const),
      payload: orNull(text),
      from: text,
      boot: count,
    }),
  ),
  failed: fc.array(text),
  underWay: orNull(offer),
  payload: orNull(
    fc.record({ signature: text, attempt: count, urlIndex: count, urlFailures: count, backoffUntil: count }),
  ),
  reports: fc.array(report),
})

describe('the file of the engine', () => {
  test('what is written is read back', () => {
    fc.assert(fc.property(prefs, (each) => expect(decodePrefs(encodePrefs(each))).toEqual(each)))
  })

  test('decoding throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (document) =>
        expect(() => decodePrefs(document)).toThrow(EnginePrefsCorrupt),
      ),
    )
  })

  test.each([
    ['is not JSON', '{"installed":nu'],
    ['is not an object', '[]'],
    ...Object.keys(NO_PREFS).map((name) => ['a field that cannot be used', JSON.stringify({ ...NO_PREFS, [name]: 7 })]),
    ['payload state is not JSON', JSON.stringify({ ...NO_PREFS, payload: '{' })],
    ['a field that cannot be used', JSON.stringify({ ...NO_PREFS, installed: { version: '1.0.0', slot: 'c' } })],
    ['a field that cannot be used', JSON.stringify({ ...NO_PREFS, reports: [{ type: 3 }] })],
    ['a field that cannot be used', JSON.stringify({ ...NO_PREFS, underWay: { version: '1.0.0', urls: [] } })],
  ])('a damaged file is told as such: %s', (says, document) => {
    expect(() => decodePrefs(document)).toThrow(EnginePrefsCorrupt)
    expect(() => decodePrefs(document)).toThrow(says)
  })

  test('both lists are bounded, and the newest are kept', () => {
    const failed = Array.from({ length: 300 }, (_, at) => `${at}.0.0`).reduce(withFailed, [] as readonly string[])
    expect([failed.length, failed.at(-1)]).toEqual([100, '299.0.0'])
    expect(withFailed(['1.0.0', '2.0.0'], '1.0.0')).toEqual(['2.0.0', '1.0.0'])
    const errors = Array.from({ length: 50 }, (_, errorCode) => ({ type: 3, result: 0, errorCode }))
    const kept = errors.reduce((list, each) => withReports(list, [each]), [] as readonly RequestEvent[])
    expect(kept).toEqual(errors.slice(-20))
    expect(withReports(errors.slice(0, 2), [{ type: 3, result: 0, errorCode: 0 }])).toEqual([errors[1], errors[0]])
  })
})
