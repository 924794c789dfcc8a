import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type MeasuredPayload, payloadVerdict } from './payload-verdict.ts'

const declared = { size: 10, sha256: 'right' }
const good: MeasuredPayload = { size: 10, sha256: 'right', signature: 'valid' }

describe('payload verdict', () => {
  test('what was declared and is signed is accepted', () =>
    expect(payloadVerdict(declared, good)).toEqual({ kind: 'ok' }))

  test.each<[string, Partial<MeasuredPayload>, number]>([
    ['a wrong size', { size: 9 }, 11],
    ['a wrong size before anything else', { size: 9, sha256: 'wrong', signature: 'invalid' }, 11],
    ['a wrong hash', { sha256: 'wrong' }, 10],
    ['a wrong hash before the signature', { sha256: 'wrong', signature: 'missing' }, 10],
    ['no signature', { signature: 'missing' }, 17],
    ['a bad signature', { signature: 'invalid' }, 18],
    ['no key to check it with, which update_engine accepts', { signature: 'no-key' }, 18],
  ])('%s is refused with its code', (_, wrong, code) =>
    expect(payloadVerdict(declared, { ...good, ...wrong })).toMatchObject({ kind: 'refused', code }),
  )

  test('says what was found and what was declared', () => {
    expect(payloadVerdict(declared, { ...good, size: 9 })).toMatchObject({
      says: 'The payload has 9 bytes; the server declared 10.',
    })
    expect(payloadVerdict(declared, { ...good, sha256: 'wrong' })).toMatchObject({
      says: "The payload's SHA-256 is wrong; the server declared right.",
    })
  })

  test('nothing is accepted unless all three agree', () => {
    const measured = fc.record({
      size: fc.integer({ min: 9, max: 11 }),
      sha256: fc.constantFrom('right', 'wrong', ''),
      signature: fc.constantFrom('valid' as const, 'invalid' as const, 'missing' as const, 'no-key' as const),
    })
    fc.assert(
      fc.property(measured, (each) => {
        const same = each.size === 10 && each.sha256 === 'right' && each.signature === 'valid'
        expect(payloadVerdict(declared, each).kind).toBe(same ? 'ok' : 'refused')
      }),
    )
  })
})
