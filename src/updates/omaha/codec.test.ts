import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeRequest, decodeResponse } from './decode.ts'
import { encodeRequest, encodeResponse } from './encode.ts'
import { OmahaInvalid } from './errors.ts'
import { anyRequest, anyResponse } from './message-arbitrary.ts'
import { answering, CHECKING, OFFERED } from './message-fixture.ts'
import type { Request } from './messages.ts'

const decoders = [decodeRequest, decodeResponse]

describe('the codec', () => {
  test('what is written is read back: requests', () => {
    fc.assert(
      fc.property(anyRequest, (request) => expect(decodeRequest(encodeRequest(request))).toStrictEqual(request)),
    )
  })

  test('what is written is read back: responses', () => {
    fc.assert(
      fc.property(anyResponse, (response) => expect(decodeResponse(encodeResponse(response))).toStrictEqual(response)),
    )
  })

  test('a text that XML cannot carry is refused, not sent', () => {
    const forbidden = fc.constantFrom('\0', '\u{1}', '\u{8}', '\u{B}', '\u{1B}', '\u{FFFE}', '\u{D800}', 'x\u{DC00}')
    fc.assert(
      fc.property(fc.string(), forbidden, fc.string(), (before, char, after) => {
        const server = `${before}${char}${after}`
        expect(codeOf(() => encodeResponse({ ...answering(OFFERED), server }))).toBe('OMAHA_BAD_VALUE')
      }),
    )
  })

  test.each([-1, NaN, Infinity, 1.5, 2 ** 53])('the number %p is refused, not sent', (elapsedSeconds) => {
    const response = { ...answering(OFFERED), daystart: { elapsedSeconds } }
    expect(codeOf(() => encodeResponse(response))).toBe('OMAHA_BAD_VALUE')
  })

  test.each(['-1', 'NaN', '9007199254740992', '1e3', '0x10', ' 1', '1.0', '', '9'.repeat(400)])(
    'the number %p is refused, not read',
    (size) => {
      const document = encodeResponse(answering(OFFERED)).replace('size="67546213"', `size="${size}"`)
      expect(codeOf(() => decodeResponse(document))).toBe('OMAHA_BAD_VALUE')
    },
  )

  test('an event without a result is refused: none is not an error', () => {
    const document = encodeRequest(CHECKING).replace('eventresult="2"', '')
    expect(() => decodeRequest(document)).toThrow('the attribute eventresult is missing')
  })

  test.each(['yes', '2', ''])('the flag %p is refused', (flag) => {
    const document = encodeRequest(CHECKING).replace('ismachine="1"', `ismachine="${flag}"`)
    expect(codeOf(() => decodeRequest(document))).toBe('OMAHA_BAD_VALUE')
  })

  test('a message that is too large to be read is not written', () => {
    const app = CHECKING.apps[0]!
    expect(codeOf(() => encodeRequest({ ...CHECKING, version: 'x'.repeat(1024 * 1024) }))).toBe('OMAHA_TOO_LARGE')
    expect(codeOf(() => encodeRequest({ ...CHECKING, apps: Array<typeof app>(3000).fill(app) }))).toBe(
      'OMAHA_TOO_LARGE',
    )
  })
})

describe('any text', () => {
  const messages = fc.oneof(anyRequest.map(encodeRequest), anyResponse.map(encodeResponse))
  const shards = [
    '<',
    '>',
    '"',
    "'",
    '&',
    '&#0;',
    '&#x110000;',
    '&x;',
    '/',
    '=',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
  ]
  const mutated = fc
    .tuple(
      messages,
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), fc.constantFrom('', ...shards)), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([document, edits]) =>
      edits.reduce((edited, [where, length, shard]) => {
        const at = Math.floor(where * edited.length)
        return edited.slice(0, at) + shard + edited.slice(at + length)
      }, document),
    )

  test.each(decoders)('%p throws nothing but its own error', (decode) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.constantFrom(...shards, 'a', 'request', ' ')).map((all) => all.join('')),
          mutated,
        ),
        (document) => {
          codeOf(() => decode(document))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('what is read of a mutated message can be written, and is read the same again', () => {
    fc.assert(
      fc.property(mutated, (document) => {
        let request: Request
        try {
          request = decodeRequest(document)
        } catch {
          return
        }
        expect(decodeRequest(encodeRequest(request))).toStrictEqual(request)
      }),
      { numRuns: 300 },
    )
  })
})

/** The code of the error that is thrown, which must be ours; undefined where none is. */
function codeOf(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(OmahaInvalid)
    return (error as OmahaInvalid).code
  }
  return undefined
}
