// The token of a page: a limit and a page's number from 1, each a little-endian uint16, in URL-safe base64 with padding
// (api/serialization.go upstream). `ZAACAA==` is page 2 of pages of 100.

/** How many items a page has. A token that says something else is refused. */
export const PAGE_LIMIT = 100

/** The last page that a token can name. */
export const LAST_PAGE = 0xffff

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** `page`: 1 to LAST_PAGE. */
export function encodePageToken(page: number): string {
  const bytes = String.fromCharCode(PAGE_LIMIT & 0xff, PAGE_LIMIT >> 8, page & 0xff, page >> 8)
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_')
}

/** This is no token of a page. */
export class PageTokenInvalid extends Error {
  readonly code = 'PAGE_TOKEN_INVALID'
}

/**
 * The page's number.
 * @throws PageTokenInvalid in the words that upstream uses, which are partly those of Go's decoders
 */
export function decodePageToken(token: string): number {
  const bytes = decodeBase64(token)
  if (bytes.length === 0) throw new PageTokenInvalid('EOF')
  const [limitLow, limitHigh, low, high, ...more] = bytes
  if (limitLow === undefined || limitHigh === undefined || low === undefined || high === undefined) {
    throw new PageTokenInvalid('unexpected EOF')
  }
  if (more.length > 0) throw new PageTokenInvalid('token is too long')
  if (limitLow + limitHigh * 256 !== PAGE_LIMIT) throw new PageTokenInvalid(`token limit must be ${PAGE_LIMIT}`)
  const page = low + high * 256
  if (page === 0) throw new PageTokenInvalid('token page must be greater than zero')
  return page
}

/** Strict, where `atob` takes nearly anything. */
function decodeBase64(text: string): readonly number[] {
  const digits = [...text.replace(/={1,2}$/, '')].map((char) => ALPHABET.indexOf(char))
  const wrong = digits.indexOf(-1)
  if (wrong >= 0) throw illegalAt(wrong)
  if (text.length % 4 !== 0) throw illegalAt(text.length - (text.length % 4))
  const bytes: number[] = []
  for (let start = 0; start < digits.length; start += 4) {
    const [a = 0, b = 0, c, d] = digits.slice(start, start + 4)
    bytes.push((a << 2) | (b >> 4))
    if (c !== undefined) bytes.push(((b & 0xf) << 4) | (c >> 2))
    if (c !== undefined && d !== undefined) bytes.push(((c & 0x3) << 6) | d)
  }
  return bytes
}

const illegalAt = (at: number): PageTokenInvalid => new PageTokenInvalid(`illegal base64 data at input byte ${at}`)
