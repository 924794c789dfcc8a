// The acceptance rows of kured, named after its own tests (pkg/timewindow, pkg/daemonsetlock). kured's window is a start and
// an end on some days of the week, tested with the day of *now*; a reboot window here is a start and a length, on every day
// or on one. So several days are several windows, and the day is that of the start.

import { describe, expect, test } from '@jest/globals'
import { acquired, released, type Semaphore } from './semaphore.ts'
import { isOpen, parseWindow } from './window.ts'

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri']
const ZONE = 'America/Los_Angeles'

const open = (days: readonly string[], start: string, length: string, at: string): boolean =>
  days.some((day) => isOpen(parseWindow(`${day} ${start}`, length, ZONE), Date.parse(at)))

describe('pkg/timewindow/timewindow_test.go', () => {
  // 2019-04-04 was a Thursday, seven hours behind UTC.
  test.each([
    ['2019-04-04T00:49:00-07:00', false],
    ['2019-04-05T08:59:00-07:00', false],
    ['2019-04-05T09:01:00-07:00', true],
    ['2019-03-31T10:00:00-07:00', false], // a Sunday
    ['2019-04-04T12:00:00-07:00', true],
    ['2019-04-04T11:59:00Z', false],
  ])('TestTimeWindows: 9am to 5pm on workdays, at %s: %p', (at, expected) =>
    expect(open(WORKDAYS, '9:00', '8h', at)).toBe(expected),
  )

  test.each([
    ['2019-04-04T00:49:00-07:00', true], // since Wednesday evening
    ['2019-04-05T21:01:00-07:00', true],
    ['2019-04-06T04:59:00-07:00', true], // the night of Friday; kured asks for the day of now, and says no
    ['2019-04-06T22:00:00-07:00', false],
    ['2019-04-07T01:00:00-07:00', false],
  ])('TestTimeWindows: 9pm to 5am on workdays, at %s: %p', (at, expected) =>
    expect(open(WORKDAYS, '21:00', '8h', at)).toBe(expected),
  )

  test.each([
    ['2019-04-03T23:59:00-07:00', true],
    ['2019-04-04T00:00:30-07:00', true],
    ['2019-04-04T00:01:01-07:00', false],
    ['2019-04-07T23:59:00-07:00', false], // a Sunday, whose window there is none
    ['2019-04-08T00:00:00-07:00', false], // and so there is no rest of it; kured says yes, for it is Monday
    ['2019-04-08T23:59:00-07:00', true],
  ])('TestTimeWindows: 11:59pm to 00:01am on workdays, at %s: %p', (at, expected) =>
    expect(open(WORKDAYS, '23:59', '2m', at)).toBe(expected),
  )
})

describe('pkg/daemonsetlock/daemonsetlock_test.go', () => {
  const held = (...holders: string[]): Semaphore => ({ free: 2 - holders.length, max: 2, holders })

  test.each([
    ['empty_lock', held(), ['n1']],
    ['partial_lock', held('n2'), ['n1', 'n2']],
    ['full_lock', held('n2', 'n3'), undefined],
  ])('TestCanAcquireMultiple: %s', (_, semaphore, holders) => {
    const change = acquired(semaphore, 'n1')
    if (holders === undefined) expect(change).toEqual({ kind: 'full', holders: semaphore.holders })
    else expect(change).toMatchObject({ kind: 'changed', semaphore: { holders, max: 2 } })
  })

  // Nothing in the document tells its age: planted/lock-with-ttl shows what becomes of the promises where it does.
  test('TestTtlExpired: a holder does not expire; it leaves, or an operator frees its slot', () => {
    expect(Object.keys(held('n2', 'n3')).sort()).toEqual(['free', 'holders', 'max'])
    const freed = released(held('n2', 'n3'), 'n2')
    expect(freed.kind === 'changed' && acquired(freed.semaphore, 'n1').kind).toBe('changed')
  })
})
