// Office hours: Monday to Friday, 09:00 until before 17:00 on the clocks of a time zone. No zone, or an unknown one, has
// none: a policy that asks for office hours and does not say where grants nothing (nebraska, backend/pkg/api/updates.go).

import { Temporal } from 'temporal-polyfill'

/** Whether the text names a time zone of the IANA database. */
export const isTimeZone = (zone: string): boolean => spanAt(zone, 0) !== undefined

/** Whether it is within office hours at `at` (ms since the epoch) in the zone. */
export function isOfficeHours(zone: string, at: number): boolean {
  const span = spanAt(zone, at)
  if (span === undefined) return false
  const minutes = Math.floor((at + span.offsetMs) / 60_000)
  const day = modulo(Math.floor(minutes / MINUTES_PER_DAY) + EPOCH_WEEKDAY, 7)
  const hour = Math.floor(modulo(minutes, MINUTES_PER_DAY) / 60)
  return day >= 1 && day <= 5 && hour >= 9 && hour < 17
}

const MINUTES_PER_DAY = 24 * 60
/** 1 January 1970 was a Thursday; Sunday is 0. */
const EPOCH_WEEKDAY = 4

/** JavaScript's remainder has the sign of the dividend; before 1970 that would be the wrong day. */
const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor

/** A stretch of time in which a zone keeps its distance from UTC. */
interface Span {
  readonly from: number
  /** The next change of the zone's clocks; Infinity when there is none. */
  readonly until: number
  readonly offsetMs: number
}

/** A zone's date costs some 40 µs to compute, a decision may take 10: the last span of each zone is kept. */
const spans = new Map<string, Span>()
const SPANS_MAX = 100

function spanAt(zone: string, at: number): Span | undefined {
  const kept = spans.get(zone)
  if (kept && at >= kept.from && at < kept.until) return kept
  const span = computedSpan(zone, at)
  if (span === undefined) return undefined
  if (spans.size >= SPANS_MAX) spans.clear()
  spans.set(zone, span)
  return span
}

function computedSpan(zone: string, at: number): Span | undefined {
  // Temporal takes +02:00 and a date with a zone in brackets for a zone, too; neither names a place with office hours.
  if (!/^[A-Za-z]/.test(zone)) return undefined
  try {
    const from = Math.floor(at)
    const date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
    const next = date.getTimeZoneTransition('next')
    return { from, until: next?.epochMilliseconds ?? Infinity, offsetMs: date.offsetNanoseconds / 1e6 }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
