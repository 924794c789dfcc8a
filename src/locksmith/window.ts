// Reboot windows: the hours of each day, or of one day of the week, in which a machine may reboot.
//
// A window begins at a wall-clock time of a time zone and lasts an absolute length, so on the days on which the clocks
// change its end moves on the wall clock. Source: locksmith's pkg/timeutil/periodic.go. Other than there a time of day has
// to be digits, a colon and digits and nothing else, and any window is refused before it is needed, not when.

import { Temporal } from 'temporal-polyfill'
import { GoDurationInvalid, parseGoDuration } from './go-duration.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const HOUR_MS = 3_600_000
const DAY_HOURS = 24
const WEEK_DAYS = 7

/** The start, the length or the time zone of a window cannot be used. The message is locksmith's where it has one. */
export class WindowInvalid extends Error {
  readonly code = 'WINDOW_INVALID'
}

export interface RebootWindow {
  readonly hour: number
  readonly minute: number
  /** 1 is Monday, 7 is Sunday; absent: every day. */
  readonly weekday?: number
  readonly lengthMs: number
  /** An IANA name, such as `Europe/Berlin`. */
  readonly zone: string
  /** What was last worked out, since whoever asks asks often. It holds from one start up to the next. */
  readonly remembered: { start: number; next: number }
}

/**
 * @param start `[Day ]H:M`: a three-letter day in any case, hours 0 to 23, minutes 0 to 59
 * @param length a Go duration from 0 (an instant) up to, but not including, a day, or a week where a day is named
 * @param zone the IANA name of the time zone whose wall clock `start` means
 * @throws WindowInvalid
 */
export function parseWindow(start: string, length: string, zone: string): RebootWindow {
  if ((start === '') !== (length === '')) {
    throw new WindowInvalid('Either both or neither $REBOOT_WINDOW_START and $REBOOT_WINDOW_LENGTH must be set')
  }
  const fields = start.split(/\s+/).filter((field) => field !== '')
  if (fields.length < 1 || fields.length > 2) throw new WindowInvalid('wrong number of fields')
  const time = timeOf(fields.at(-1) as string)
  const weekday = fields.length === 2 ? weekdayOf(fields[0] as string) : undefined
  const lengthMs = lengthOf(length)
  const periodMs = (weekday === undefined ? 1 : WEEK_DAYS) * DAY_HOURS * HOUR_MS
  if (lengthMs < 0) throw new WindowInvalid('duration cannot be negative')
  if (lengthMs >= periodMs) throw new WindowInvalid('duration cannot exceed period')
  const remembered = { start: Infinity, next: -Infinity }
  return { ...time, ...(weekday === undefined ? {} : { weekday }), lengthMs, zone: zoneOf(zone), remembered }
}

/**
 * How long until the window opens, in milliseconds; 0 or less, since its start, while it is open. The moment at which it
 * closes still belongs to it.
 * @param at Unix time in milliseconds
 */
export function durationToStart(window: RebootWindow, at: number): number {
  const { remembered } = window
  if (!(remembered.start <= at && at < remembered.next)) Object.assign(remembered, around(window, at))
  return at <= remembered.start + window.lengthMs ? remembered.start - at : remembered.next - at
}

/** Whether a machine may reboot at this Unix time in milliseconds. */
export const isOpen = (window: RebootWindow, at: number): boolean => durationToStart(window, at) <= 0

/** The latest start that is not after `at`, and the earliest that is. */
function around(window: RebootWindow, at: number): { readonly start: number; readonly next: number } {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(window.zone).toPlainDate()
  const { weekday } = window
  const period = weekday === undefined ? 1 : WEEK_DAYS
  const near =
    weekday === undefined ? local : local.subtract({ days: (local.dayOfWeek - weekday + WEEK_DAYS) % WEEK_DAYS })
  // A change of the clocks can carry a start over midnight, so one more on either side is looked at.
  const starts = [-2, -1, 0, 1, 2].map((periods) => startOn(near.add({ days: periods * period }), window))
  return {
    start: Math.max(...starts.filter((start) => start <= at)),
    next: Math.min(...starts.filter((start) => start > at)),
  }
}

/**
 * The Unix time in milliseconds at which the zone's clocks show the window's time on this date. Where they show it twice
 * or never, this is what Go's time.Date makes of it: it takes the wall clock for UTC, and the offset then in force decides.
 * So in Europe a time that is skipped is moved on by what was skipped and of two the second counts; west of Greenwich a
 * time that is skipped is moved back and of two the first counts.
 */
function startOn(date: Temporal.PlainDate, { hour, minute, zone }: RebootWindow): number {
  const asUtc = date.toPlainDateTime({ hour, minute }).toZonedDateTime('UTC').epochMilliseconds
  const guess = asUtc - offsetMs(asUtc, zone)
  return asUtc - offsetMs(guess, zone)
}

const offsetMs = (at: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000

function timeOf(text: string): { readonly hour: number; readonly minute: number } {
  const [, hour, minute] = /^(\d+):(\d+)$/.exec(text) ?? []
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) {
    throw new WindowInvalid(`invalid time of day "${text}"`)
  }
  return { hour: Number(hour), minute: Number(minute) }
}

function weekdayOf(text: string): number {
  const index = DAYS.indexOf(text.toLowerCase())
  if (index < 0) throw new WindowInvalid(`invalid day of week "${text}"`)
  return index + 1
}

function lengthOf(text: string): number {
  try {
    return parseGoDuration(text)
  } catch (error) {
    if (error instanceof GoDurationInvalid) throw new WindowInvalid(error.message, { cause: error })
    throw error
  }
}

function zoneOf(name: string): string {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) throw new WindowInvalid(`unknown time zone "${name}"`, { cause: error })
    throw error
  }
}
