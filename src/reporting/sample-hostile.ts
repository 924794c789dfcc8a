// Names that are meant to do harm, for the tests of this room.

import type { Event } from '../history/event.ts'
import { FRESH } from '../updates/rollout/catalogue.ts'
import { encodeCatalogue } from '../updates/rollout/catalogue-codec.ts'
import { SEEDED_POLICY } from '../updates/rollout/policy.ts'
import { CATALOGUE_KEY } from '../updates/server/keys.ts'
import type { HuntSummary, RunResult } from './result.ts'

/** A name that would like to be markup, a line's end, a terminal's command, or half a character. */
export const hostile = (n: number): string =>
  [
    '</script><img src=x onerror=alert(1)>',
    '"><b>\u2028\u2029',
    '\u0000\u001b[31m\u009b2J\u007f',
    '\ud800 \udfff\ud83d',
    "]]>&amp;'--><!--",
    '\u202e\u2066\r\n\tlines',
  ][n % 6] ?? ''

/** The same result, but every text in it is meant to do harm. */
export function hostileResult(result: RunResult, hunt: HuntSummary): RunResult {
  let n = 0
  const spoiled = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((inner) => spoiled(inner))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoiled(inner, key)]))
    }
    const structural = [
      'kind',
      'verdict',
      'do',
      'on',
      'seatrial',
      'phase',
      'world',
      'nature',
      'outcome',
      'health',
      'what',
      'why',
      'operation',
      'direction',
      'slot',
      'result',
    ]
    return typeof value === 'string' && !structural.includes(name) ? `${value}${hostile(n++)}` : value
  }
  const all = spoiled({ ...result, hunt }) as RunResult
  return { ...all, environment: { ...all.environment, details: { [hostile(1)]: hostile(2) } } }
}

/** The same result, at whose end the update server's catalogue has, well-formed, channels and groups with such names. */
export function withHostileCatalogues(result: RunResult): RunResult {
  const at = result.events.at(-1)?.at ?? 0
  const puts = Array.from({ length: 12 }, (_, n): Event => {
    const channels = [{ name: hostile(n), version: null, stood: [] }]
    const policy = { ...SEEDED_POLICY, updatesEnabled: n % 2 === 0 }
    const groups = [{ track: hostile(n + 1 + Math.floor(n / 2)), channel: hostile(n), policy }]
    const seq = 9000 + n
    return {
      id: `store/${seq}`,
      at,
      source: 'store',
      seq,
      kind: 'store.put',
      key: CATALOGUE_KEY,
      value: encodeCatalogue({ ...FRESH, channels, groups }),
      revision: seq,
    }
  })
  return { ...result, events: [...result.events, ...puts] }
}
