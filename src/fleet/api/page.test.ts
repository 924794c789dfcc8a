import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodePageToken, encodePageToken, LAST_PAGE, PAGE_LIMIT, PageTokenInvalid } from './page-token.ts'
import { pageOf } from './page.ts'
import { Refused } from './refused.ts'

const asked = (...tokens: readonly string[]) => new Map(tokens.length === 0 ? [] : [['nextPageToken', tokens]])
const numbered = (length: number) => Array.from({ length }, (_, index) => index)

/** The token of any limit and page, as upstream would write it. */
const tokenOf = (...bytes: readonly number[]) =>
  Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_')

function refusal(does: () => unknown): string {
  try {
    does()
  } catch (error) {
    if (error instanceof Refused) return `${error.status} ${error.message}`
    if (error instanceof PageTokenInvalid) return error.message
    throw error
  }
  return 'none'
}

describe('page token', () => {
  test("is upstream's: ZAACAA== is page 2", () => {
    expect(encodePageToken(2)).toBe('ZAACAA==')
    expect(decodePageToken('ZAACAA==')).toBe(2)
  })

  test('every page comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LAST_PAGE }), (page) => {
        expect(decodePageToken(encodePageToken(page))).toBe(page)
        expect(encodePageToken(page)).toBe(tokenOf(100, 0, page & 0xff, page >> 8))
      }),
    )
  })

  test.each([
    ['', 'EOF'],
    [tokenOf(100), 'unexpected EOF'],
    [tokenOf(100, 0, 1), 'unexpected EOF'],
    [tokenOf(100, 0, 1, 0, 0), 'token is too long'],
    [tokenOf(50, 0, 1, 0), 'token limit must be 100'],
    [tokenOf(100, 1, 1, 0), 'token limit must be 100'],
    [tokenOf(100, 0, 0, 0), 'token page must be greater than zero'],
    ['ZAA*AA==', 'illegal base64 data at input byte 3'],
    ['ZAACAA=', 'illegal base64 data at input byte 4'],
    ['ZAACA===', 'illegal base64 data at input byte 5'],
    ['====', 'illegal base64 data at input byte 0'],
    ['ZA+CAA==', 'illegal base64 data at input byte 2'],
  ])('%j is refused: %s', (token, why) => {
    expect(refusal(() => decodePageToken(token))).toBe(why)
  })

  test('nothing else than a page is read, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        if (refusal(() => decodePageToken(text)) !== 'none') return
        expect(decodePageToken(text)).toBeLessThanOrEqual(LAST_PAGE)
      }),
    )
  })
})

// named after upstream's TestExtractUnitPage
describe('page', () => {
  test('the pages of a list are the list, in order; a full last page is followed by an empty one', () => {
    fc.assert(
      fc.property(fc.nat(350), (length) => {
        const seen: number[] = []
        let pages = 0
        for (let tokens: readonly string[] = []; ; pages++) {
          const { items, nextPageToken } = pageOf(numbered(length), asked(...tokens))
          seen.push(...items)
          if (nextPageToken === undefined) break
          tokens = [nextPageToken]
        }
        expect(seen).toEqual(numbered(length))
        expect(pages).toBe(Math.floor(length / PAGE_LIMIT))
      }),
    )
  })

  test('a page beyond the end is empty', () => {
    expect(pageOf(numbered(3), asked(encodePageToken(9)))).toEqual({ items: [], nextPageToken: undefined })
  })

  test('pages do not begin anew after 65 535 items (as they did at page 656)', () => {
    expect(pageOf(numbered(65_700), asked(encodePageToken(656))).items[0]).toBe(65_500)
    expect(pageOf(numbered(65_700), asked(encodePageToken(657))).items[0]).toBe(65_600)
  })

  test('a list that is longer than tokens reach is refused on the last page, not cut short', () => {
    const most = LAST_PAGE * PAGE_LIMIT
    const last = asked(encodePageToken(LAST_PAGE))
    expect(pageOf(new Array<number>(most), last)).toMatchObject({ nextPageToken: undefined })
    expect(refusal(() => pageOf(new Array<number>(most + 1), last))).toMatch(/^500 there are more than 6553500 items/)
  })

  test('two tokens are refused, and so is one that is none', () => {
    expect(refusal(() => pageOf([], asked('ZAACAA==', 'ZAACAA==')))).toBe('400 too many values for page token')
    expect(refusal(() => pageOf([], asked('')))).toBe('400 EOF')
  })
})
