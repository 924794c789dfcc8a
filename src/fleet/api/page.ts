// Cuts a list into pages. Every page is cut from the list as it is when the page is asked for: what comes or goes
// meanwhile shifts the rest, so that an item can show twice or not at all.

import { decodePageToken, encodePageToken, LAST_PAGE, PAGE_LIMIT, PageTokenInvalid } from './page-token.ts'
import { Refused } from './refused.ts'

export interface Page<T> {
  readonly items: readonly T[]
  /** A full page has one even where it is the last: the page after that is empty. */
  readonly nextPageToken: string | undefined
}

/**
 * The page that a request asks for. Upstream counted items in 16 bits, and began anew after the 655th page; here only
 * the page's number has 16 bits, since the token has no more, and a list that is longer than that is refused, not cut short.
 * @param query the request's query, of which `nextPageToken` counts
 * @throws Refused 400 a token that is none; 500 there are items that no token reaches
 */
export function pageOf<T>(items: readonly T[], query: ReadonlyMap<string, readonly string[]>): Page<T> {
  const page = pageAskedFor(query.get('nextPageToken') ?? [])
  const end = page * PAGE_LIMIT
  const shown = items.slice(end - PAGE_LIMIT, end)
  if (shown.length < PAGE_LIMIT) return { items: shown, nextPageToken: undefined }
  if (page < LAST_PAGE) return { items: shown, nextPageToken: encodePageToken(page + 1) }
  if (items.length > end) throw new Refused(500, `there are more than ${end} items, and no page token beyond them`)
  return { items: shown, nextPageToken: undefined }
}

function pageAskedFor(tokens: readonly string[]): number {
  const [token, ...more] = tokens
  if (token === undefined) return 1
  if (more.length > 0) throw new Refused(400, 'too many values for page token')
  try {
    return decodePageToken(token)
  } catch (error) {
    if (error instanceof PageTokenInvalid) throw new Refused(400, error.message)
    throw error
  }
}
