import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FACTORY } from './slots.ts'
import { decodeSlotTable, encodeSlotTable, SlotTableCorrupt } from './slots-codec.ts'

const attributes = fc.record({ priority: fc.nat(15), tries: fc.nat(15), successful: fc.boolean() })

describe('the file of the slot table', () => {
  test('has the attribute fields in hex', () =>
    expect(encodeSlotTable(FACTORY)).toBe('{"a":"0102000000000000","b":"0000000000000000"}'))

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.record({ a: attributes, b: attributes }), (table) =>
        expect(decodeSlotTable(encodeSlotTable(table))).toEqual(table),
      ),
    )
  })

  test.each([
    ['is not JSON', ''],
    ['is not JSON', '{"a":"0102000000000000","b":"00000000'],
    ['is not an object', 'null'],
    ['is not of two slots', '{"a":"0102000000000000"}'],
    ['is not of two slots', '{"a":"0102000000000000","b":"0000000000000000","c":"0000000000000000"}'],
    ['16 hex digits', '{"a":"0102000000000000","c":"0000000000000000"}'],
    ['16 hex digits', '{"a":"0102","b":"0000000000000000"}'],
    ['16 hex digits', '{"a":72620543991349248,"b":"0000000000000000"}'],
    ['no boot loader knows', '{"a":"1102000000000000","b":"0000000000000000"}'],
  ])('a file that %s is corrupt: %s', (says, document) => {
    expect(() => decodeSlotTable(document)).toThrow(SlotTableCorrupt)
    expect(() => decodeSlotTable(document)).toThrow(says)
  })

  test('a file that lost its end is corrupt, wherever it was cut', () => {
    const whole = encodeSlotTable(FACTORY)
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSlotTable(whole.slice(0, length))).toThrow(SlotTableCorrupt)
    }
  })

  test('decoding throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) =>
        expect(() => decodeSlotTable(text)).toThrow(SlotTableCorrupt),
      ),
    )
  })
})
