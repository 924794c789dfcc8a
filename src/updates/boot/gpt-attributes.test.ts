import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { attributesOf, AttributeOutOfRange, BOOT_BITS, withAttributes } from './gpt-attributes.ts'

const attributes = fc.record({ priority: fc.nat(15), tries: fc.nat(15), successful: fc.boolean() })
const field = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })

describe('GPT attributes', () => {
  // Written by hand, as sgdisk prints a field; the first is the sanity row of GRUB's gptprio_test.
  test.each([
    ['0123000000000000', { priority: 3, tries: 2, successful: true }],
    ['0001000000000000', { priority: 1, tries: 0, successful: false }],
    ['0010000000000000', { priority: 0, tries: 1, successful: false }],
    ['0100000000000000', { priority: 0, tries: 0, successful: true }],
    ['00f8000000000000', { priority: 8, tries: 15, successful: false }],
    ['01ff000000000000', { priority: 15, tries: 15, successful: true }],
    ['0000000000000000', { priority: 0, tries: 0, successful: false }],
  ])('the field %s is %j', (hex, read) => {
    expect(attributesOf(BigInt(`0x${hex}`))).toEqual(read)
    expect(withAttributes(0n, read).toString(16).padStart(16, '0')).toBe(hex)
  })

  test('the bits of others are read past, and kept', () => {
    // Required by the platform (0), read-only (60), and every bit around the nine that are ours.
    expect(attributesOf(0xfe00_ffff_ffff_ffffn)).toEqual({ priority: 0, tries: 0, successful: false })
    expect(withAttributes(0x1000_0000_0000_0001n, { priority: 2, tries: 1, successful: false })).toBe(
      0x1012_0000_0000_0001n,
    )
    expect(withAttributes(0x11ff_0000_0000_0001n, { priority: 0, tries: 0, successful: false })).toBe(
      0x1000_0000_0000_0001n,
    )
  })

  test('what is written into any field is read back, and nothing else of it changes', () => {
    fc.assert(
      fc.property(field, attributes, (before, written) => {
        const after = withAttributes(before, written)
        expect(attributesOf(after)).toEqual(written)
        expect(after & ~BOOT_BITS).toBe(before & ~BOOT_BITS)
        expect(withAttributes(after, attributesOf(before))).toBe(before)
      }),
    )
  })

  test.each([-1, 16, 1.5, Number.NaN])('%p fits neither priority nor tries', (value) => {
    expect(() => withAttributes(0n, { priority: value, tries: 0, successful: false })).toThrow(AttributeOutOfRange)
    expect(() => withAttributes(0n, { priority: 0, tries: value, successful: false })).toThrow(AttributeOutOfRange)
  })
})
