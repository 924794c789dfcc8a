// The target of a request, taken apart.

import { Refused } from './refused.ts'

export interface Target {
  /** Decoded, each by itself: a `%2F` is part of a name, not a separator. `/` is one empty segment. */
  readonly path: readonly string[]
  /** Every value of every parameter, in order. */
  readonly query: ReadonlyMap<string, readonly string[]>
}

/**
 * @param target path and query as they were sent
 * @throws Refused 400: it does not begin with `/`, or is not percent-encoded UTF-8
 */
export function parseTarget(target: string): Target {
  if (!target.startsWith('/')) throw new Refused(400, 'malformed request target')
  const [path = '', ...rest] = target.slice(1).split('?')
  return { path: path.split('/').map(decoded), query: parseQuery(rest.join('?')) }
}

function parseQuery(text: string): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=')
    const key = decoded(name)
    query.set(key, [...(query.get(key) ?? []), decoded(value.join('='))])
  }
  return query
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Refused(400, `malformed percent-encoding: "${text.slice(0, 100)}"`)
  }
}
