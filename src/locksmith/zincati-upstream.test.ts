// The acceptance rows of zincati's weekly calendar, named after its own tests (src/weekly/mod.rs). zincati cuts a week into
// minutes and a window that crosses its end into two; a reboot window here is asked for one moment at a time, and one that
// crosses the end of a week is one. Its minute after the end still belongs to it there; here only the very end does.

import { describe, expect, test } from '@jest/globals'
import { durationToStart, isOpen, parseWindow, type RebootWindow, WindowInvalid } from './window.ts'

const MINUTE = 60_000
const WEEK = 7 * 24 * 60

const weekly = (start: string, length: string): RebootWindow => parseWindow(start, length, 'UTC')
const open = (window: RebootWindow, at: string): boolean => isOpen(window, Date.parse(at))

/** Minutes until one of the windows is open, 0 while one is. */
const remaining = (windows: readonly RebootWindow[], at: string): number =>
  Math.max(0, Math.min(...windows.map((window) => durationToStart(window, Date.parse(at)) / MINUTE)))

describe('src/weekly/mod.rs', () => {
  test.each([
    ['2019-06-23T23:44:59Z', false],
    ['2019-06-23T23:45:00Z', true],
    ['2019-06-24T00:00:00Z', true],
    ['2019-06-24T00:45:00Z', true],
    ['2019-06-24T00:45:01Z', false],
    ['2019-06-24T23:45:00Z', false],
  ])('window_split_timespan: an hour from Sunday 23:45 on, at %s: %p', (at, expected) =>
    expect(open(weekly('Sun 23:45', '60m'), at)).toBe(expected),
  )

  test.each([
    ['1m', '2019-06-24T00:00:00Z', true],
    ['1m', '2019-06-24T00:00:01Z', false],
    ['2m', '2019-06-24T00:01:00Z', true],
    ['2m', '2019-06-24T00:01:01Z', false],
  ])('window_week_boundary: %s from Sunday 23:59 on, at %s: %p', (length, at, expected) =>
    expect(open(weekly('Sun 23:59', length), at)).toBe(expected),
  )

  test.each([
    ['2019-06-24T14:29:59Z', false],
    ['2019-06-24T14:30:00Z', true],
    ['2019-06-24T16:29:59Z', true],
    ['2019-06-24T16:30:00Z', true],
    ['2019-06-24T16:31:00Z', false],
  ])('window_contains_datetime: two hours from Monday 14:30 on, at %s: %p', (at, expected) =>
    expect(open(weekly('Mon 14:30', '120m'), at)).toBe(expected),
  )

  test('calendar_basic, calendar_contains_datetime: 75 minutes from Tuesday 21:00 on, in any zone', () => {
    expect(open(weekly('Tue 21:00', '75m'), '2019-06-25T21:10:00Z')).toBe(true)
    expect(isOpen(parseWindow('Tue 21:00', '75m', 'Asia/Tokyo'), Date.parse('2019-06-25T21:10:00+09:00'))).toBe(true)
  })

  test('calendar_whole_week: a minute short of a week leaves that minute out; a whole week is no window', () => {
    const almost = weekly('Mon 00:00', `${WEEK - 1}m`)
    const monday = Date.parse('2019-06-24T00:00:00Z')
    const closed = Array.from({ length: WEEK }, (_, minute) => monday + minute * MINUTE + 1).filter(
      (at) => !isOpen(almost, at),
    )
    expect(closed).toEqual([Date.parse('2019-06-30T23:59:00.001Z')])
    expect(() => weekly('Mon 00:00', `${WEEK}m`)).toThrow(WindowInvalid) // leave it out: any time is right then
  })

  test.each([
    ['2020-11-23T00:15:00Z', 75],
    ['2020-11-23T01:29:30Z', 0.5], // zincati rounds it up to 1
    ['2020-11-23T01:30:00Z', 0],
    ['2020-11-23T01:45:00Z', 0],
    ['2020-11-23T02:00:00Z', WEEK - 120 + 90],
    ['2020-11-22T01:30:00Z', 24 * 60],
  ])('datetime_remaining: to Monday 01:30, at %s: %f minutes', (at, minutes) =>
    expect(remaining([weekly('Mon 1:30', '15m')], at)).toBe(minutes),
  )

  test.each([
    ['2021-04-12T00:00:00Z', 0], // since Sunday 23:00
    ['2021-04-12T01:05:00Z', 10],
    ['2021-04-12T02:16:00Z', 2 * 24 * 60 + 13 * 60 + 44], // Wednesday 16:00
    ['2021-04-16T15:14:00Z', 2 * 24 * 60 + 7 * 60 + 46], // Sunday 23:00
    ['2021-04-18T23:35:00Z', 0],
  ])('test_next_window_minute_in_week: at %s: in %i minutes', (at, minutes) => {
    const windows = [weekly('Mon 1:15', '45m'), weekly('Wed 16:00', '30m'), weekly('Sun 23:00', '120m')]
    expect(remaining(windows, at)).toBe(minutes)
  })
})
