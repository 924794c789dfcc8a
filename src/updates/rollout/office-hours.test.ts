import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { isOfficeHours, isTimeZone } from './office-hours.ts'

const at = (text: string) => Temporal.ZonedDateTime.from(text).epochMilliseconds

describe('office hours', () => {
  test.each([
    ['2026-06-01T08:59:59.999[Europe/Berlin]', false],
    ['2026-06-01T09:00[Europe/Berlin]', true],
    ['2026-06-05T16:59:59.999[Europe/Berlin]', true],
    ['2026-06-05T17:00[Europe/Berlin]', false],
    ['2026-06-06T12:00[Europe/Berlin]', false],
    ['2026-06-07T12:00[Europe/Berlin]', false],
    ['2026-03-30T09:00[Europe/Berlin]', true], // the day after the clocks went forward
    ['1969-12-31T09:30[Europe/Berlin]', true], // a Wednesday
  ])('at %s: %p', (when, open) => expect(isOfficeHours('Europe/Berlin', at(when))).toBe(open))

  test('are those of the zone', () => {
    const noonInTokyo = at('2026-06-01T12:00[Asia/Tokyo]')
    expect(isOfficeHours('Asia/Tokyo', noonInTokyo)).toBe(true)
    expect(isOfficeHours('Europe/Berlin', noonInTokyo)).toBe(false)
  })

  test.each(['', 'Mars/Olympus', '+02:00', '2026-06-01T12:00[Europe/Berlin]'])('zone %p has none', (zone) => {
    expect(isTimeZone(zone)).toBe(false)
    expect(isOfficeHours(zone, at('2026-06-01T12:00[UTC]'))).toBe(false)
  })

  test('are what the calendar says, in whichever order times are asked for', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham', 'UTC')
    fc.assert(
      fc.property(zone, fc.array(fc.integer({ min: -1e11, max: 4e12 }), { maxLength: 5 }), (name, times) => {
        for (const time of times) {
          const { dayOfWeek, hour } = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(name)
          expect(isOfficeHours(name, time)).toBe(dayOfWeek <= 5 && hour >= 9 && hour < 17)
        }
      }),
      { numRuns: 200 },
    )
  })
})
