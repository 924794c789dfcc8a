import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { durationToStart, isOpen, parseWindow, WindowInvalid } from './window.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** An error of this class that says this, whatever its cause. */
const refusal = (message: string): unknown => expect.objectContaining({ code: new WindowInvalid().code, message })

const until = (start: string, length: string, now: string, zone = 'UTC'): number =>
  durationToStart(parseWindow(start, length, zone), Date.parse(now))

describe('reading a window', () => {
  test.each([
    ['14:00', '1h'],
    ['sat 14:00', '1h'],
    ['SAT  9:5', '90m'],
    ['00:00', '23h59m59s'],
    ['Sun 0:00', '167h59m'],
    ['14:00', '0s'],
  ])('TestPeriodicParse: %p for %p is one', (start, length) =>
    expect(() => parseWindow(start, length, 'UTC')).not.toThrow(),
  )

  test.each([
    ['25:00', '1h', 'invalid time of day "25:00"'],
    ['23:61', '1h', 'invalid time of day "23:61"'],
    ['24:00', '1h', 'invalid time of day "24:00"'],
    ['14', '1h', 'invalid time of day "14"'],
    ['14:00pm', '1h', 'invalid time of day "14:00pm"'],
    ['foo 14:00', '1h', 'invalid day of week "foo"'],
    ['saturday 14:00', '1h', 'invalid day of week "saturday"'],
    ['sat 14:00', '1j', 'time: unknown unit "j" in duration "1j"'],
    ['sat 14:00', '-1h', 'duration cannot be negative'],
    ['sat 14:00 1234', '1h', 'wrong number of fields'],
    [' ', '1h', 'wrong number of fields'],
    ['sat', '1h', 'invalid time of day "sat"'],
    ['14:00', '24h', 'duration cannot exceed period'],
    ['sat 14:00', '168h', 'duration cannot exceed period'],
    ['', '1h', 'Either both or neither $REBOOT_WINDOW_START and $REBOOT_WINDOW_LENGTH must be set'],
    ['14:00', '', 'Either both or neither $REBOOT_WINDOW_START and $REBOOT_WINDOW_LENGTH must be set'],
  ])('TestPeriodicParse: %p for %p is none', (start, length, message) =>
    expect(() => parseWindow(start, length, 'UTC')).toThrow(refusal(message)),
  )

  test('a zone that there is not is refused', () =>
    expect(() => parseWindow('14:00', '1h', 'Mars/Olympus')).toThrow(refusal('unknown time zone "Mars/Olympus"')))
})

describe('how long until it opens', () => {
  // 2015-05-21 was a Thursday, 2015-05-31 a Sunday.
  test.each([
    ['00:15', '10s', '2015-05-21T00:00:00Z', 15 * MINUTE],
    ['00:00', '1h', '2015-05-21T00:00:00Z', 0],
    ['00:00', '1h', '2015-05-21T00:00:01Z', -SECOND],
    ['02:33', '10h', '2015-05-21T12:33:00Z', -10 * HOUR],
    ['02:33', '10h', '2015-05-21T12:33:01Z', 13 * HOUR + 59 * MINUTE + 59 * SECOND],
    ['23:05', '11h', '2015-05-21T09:33:01Z', -(10 * HOUR + 28 * MINUTE + SECOND)],
    ['Thu 00:15', '10s', '2015-05-21T00:00:00Z', 15 * MINUTE],
    ['Sun 02:33', '10h', '2015-05-24T12:33:00Z', -10 * HOUR],
    ['Sat 23:05', '11h', '2015-05-24T09:33:01Z', -(10 * HOUR + 28 * MINUTE + SECOND)],
    ['Mon 9:00', '1h', '2015-05-30T23:00:00Z', 34 * HOUR],
    ['Sun 23:00', '4h', '2015-06-01T01:00:00Z', -2 * HOUR],
    ['14:00', '0s', '2015-05-21T14:00:00Z', 0],
    ['14:00', '0s', '2015-05-21T14:00:01Z', DAY - SECOND],
    ['Thu 14:00', '0s', '2015-12-31T15:00:00Z', 7 * DAY - HOUR],
    ['00:00', '1h', '1969-12-31T23:59:59.5Z', 500],
  ])('TestToStart: %p for %p, at %s', (start, length, now, expected) =>
    expect(until(start, length, now)).toBe(expected),
  )

  // What kured's rows ask of a window that crosses midnight, and of one on certain days (pkg/timewindow; kured #204).
  test.each([
    ['21:00', '8h', '2015-05-21T00:49:00Z', true],
    ['Wed 21:00', '8h', '2015-05-21T00:49:00Z', true],
    ['Thu 21:00', '8h', '2015-05-21T00:49:00Z', false],
    ['Fri 21:00', '8h', '2015-05-23T22:00:00Z', false],
    ['23:59', '2m', '2015-05-21T00:00:00Z', true],
    ['23:59', '2m', '2015-05-21T00:01:01Z', false],
    ['Mon 23:59', '2m', '2015-05-24T23:59:00Z', false],
    ['Mon 23:59', '2m', '2015-05-26T00:00:00Z', true],
  ])('TestTimeWindow (kured): %p for %p, at %s: open is %p', (start, length, now, open) =>
    expect(isOpen(parseWindow(start, length, 'UTC'), Date.parse(now))).toBe(open),
  )

  // Berlin skips 02:00 to 03:00 on 2026-03-29 and has it twice on 2026-10-25, both at 01:00 UTC. New York skips 02:00 to
  // 03:00 on 2026-03-08 at 07:00 UTC and has 01:00 to 02:00 twice on 2026-11-01, from 05:00 UTC. The times are Go's.
  test.each([
    ['the day before the spring gap', '02:30', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-28T01:30:00Z'],
    ['in the spring gap, moved on', '02:30', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T01:30:00Z'],
    ['at the edge of the spring gap', '02:00', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z'],
    ['after the spring gap', '03:00', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z'],
    ['the day after the spring gap', '02:30', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-30T00:30:00Z'],
    ['before the hour of autumn', '01:59', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-24T23:59:00Z'],
    ['the second time in autumn', '02:30', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T01:30:00Z'],
    ['after the hour of autumn', '03:00', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T02:00:00Z'],
    ['the Sunday of the spring gap', 'Sun 02:30', 'Europe/Berlin', '2026-03-23T00:00:00Z', '2026-03-29T01:30:00Z'],
    ['the Sunday after', 'Sun 02:30', 'Europe/Berlin', '2026-03-30T00:00:00Z', '2026-04-05T00:30:00Z'],
    ['in the spring gap, moved back', '02:30', 'America/New_York', '2026-03-08T00:00:00-05:00', '2026-03-08T06:30:00Z'],
    ['the first time in autumn', '01:30', 'America/New_York', '2026-11-01T00:00:00-04:00', '2026-11-01T05:30:00Z'],
    ['in a zone half an hour off', '09:00', 'Asia/Kolkata', '2026-01-01T00:00:00Z', '2026-01-01T03:30:00Z'],
  ])('%s: %s in %s', (_, start, zone, now, opens) =>
    expect(until(start, '1m', now, zone)).toBe(Date.parse(opens) - Date.parse(now)),
  )

  test.each([
    ['spring: from 01:00 to 06:00', '2026-03-29T04:00:00Z', -4 * HOUR],
    ['spring: and not a second longer', '2026-03-29T04:00:01Z', 19 * HOUR - SECOND],
    ['autumn: from 01:00 to 04:00', '2026-10-25T03:00:00Z', -4 * HOUR],
    ['autumn: and not a second longer', '2026-10-25T03:00:01Z', 21 * HOUR - SECOND],
  ])('four hours are four hours in Berlin, in %s', (_, now, expected) =>
    expect(until('01:00', '4h', now, 'Europe/Berlin')).toBe(expected),
  )

  test('agrees with a walk over the minutes, asked in any order', () => {
    const given = fc.record({
      day: fc.option(fc.nat(6), { nil: undefined }),
      hour: fc.nat(23),
      minute: fc.nat(59),
      lengthMinutes: fc.nat(DAY / MINUTE - 1),
      asked: fc.array(fc.integer({ min: 0, max: 40 * 24 * 60 }), { minLength: 1, maxLength: 8 }),
    })
    fc.assert(
      fc.property(given, ({ day, hour, minute, lengthMinutes, asked }) => {
        const start = `${day === undefined ? '' : `${DAYS[day]} `}${hour}:${minute}`
        const window = parseWindow(start, `${lengthMinutes}m`, 'UTC')
        const begins = (at: number): boolean => {
          const date = new Date(at)
          if (day !== undefined && date.getUTCDay() !== day) return false
          return date.getUTCHours() === hour && date.getUTCMinutes() === minute
        }
        for (const minutes of asked) {
          const at = Date.parse('2024-02-10T00:00:00Z') + minutes * MINUTE
          let past = at
          while (!begins(past)) past -= MINUTE
          let future = at + MINUTE
          while (!begins(future)) future += MINUTE
          expect(durationToStart(window, at)).toBe((at - past <= lengthMinutes * MINUTE ? past : future) - at)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('in any zone it opens when it said that it would, and never earlier', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Pacific/Apia',
      'America/Havana',
      'Australia/Lord_Howe',
    )
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${hour}:${minute}`)
    const at = fc.integer({ min: Date.parse('2011-01-01T00:00:00Z'), max: Date.parse('2026-12-31T00:00:00Z') })
    fc.assert(
      fc.property(zone, time, at, (name, start, now) => {
        const wait = until(start, '1h', new Date(now).toISOString(), name)
        fc.pre(wait > 0)
        const window = parseWindow(start, '1h', name)
        expect(durationToStart(window, now + wait)).toBe(0)
        expect(durationToStart(window, now + wait - 1)).toBe(1)
      }),
      { numRuns: 60 },
    )
  })

  test('is cheap to ask again', () => {
    const window = parseWindow('Sat 23:05', '11h', 'Europe/Berlin')
    const now = Date.parse('2026-05-21T00:00:00Z')
    const began = performance.now()
    for (let i = 0; i < 100_000; i++) durationToStart(window, now + i)
    expect(performance.now() - began).toBeLessThan(200) // 2 µs each; working it out anew takes 100 times that
  })
})
