// Names that are meant to do harm, for the tests of this room.

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
    ]
    return typeof value === 'string' && !structural.includes(name) ? `${value}${hostile(n++)}` : value
  }
  const all = spoiled({ ...result, hunt }) as RunResult
  return { ...all, environment: { ...all.environment, details: { [hostile(1)]: hostile(2) } } }
}
