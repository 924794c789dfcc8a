import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodePayloadState, encodePayloadState, PayloadStateCorrupt } from './payload-backoff-codec.ts'

const count = fc.maxSafeNat()

describe('the file of the payload state', () => {
  test('what is written is read back', () => {
    const state = fc.record({
      signature: fc.string({ unit: 'grapheme' }),
      attempt: count,
      urlIndex: count,
      urlFailures: count,
      backoffUntil: count,
    })
    fc.assert(fc.property(state, (each) => expect(decodePayloadState(encodePayloadState(each))).toEqual(each)))
  })

  test('decoding throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) =>
        expect(() => decodePayloadState(text)).toThrow(PayloadStateCorrupt),
      ),
    )
  })

  test.each([
    ['is not JSON', '{"signature":"x","attem'],
    ['is not an object', '7'],
    ['signature', '{"attempt":0,"urlIndex":0,"urlFailures":0,"backoffUntil":0}'],
    ['attempt', '{"signature":"x","attempt":-1,"urlIndex":0,"urlFailures":0,"backoffUntil":0}'],
    ['urlIndex', '{"signature":"x","attempt":0,"urlIndex":0.5,"urlFailures":0,"backoffUntil":0}'],
    ['urlFailures', '{"signature":"x","attempt":0,"urlIndex":0,"urlFailures":"0","backoffUntil":0}'],
    ['backoffUntil', '{"signature":"x","attempt":0,"urlIndex":0,"urlFailures":0,"backoffUntil":null}'],
  ])('a damaged file is told as such: %s', (says, document) => {
    expect(() => decodePayloadState(document)).toThrow(PayloadStateCorrupt)
    expect(() => decodePayloadState(document)).toThrow(says)
  })
})
