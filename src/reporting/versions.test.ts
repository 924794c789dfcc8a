import { describe, expect, test } from '@jest/globals'
import type { RunResult } from './result.ts'
import { passingSample } from './sample-result.ts'
import { fleetSample } from './sample-fleet.ts'
import { updatesSample } from './sample-updates.ts'
import { newestFirst, rolloutEnds, versionsAtEnd } from './versions.ts'

const sample = updatesSample()
const until = (at: number): RunResult => ({ ...sample, events: sample.events.filter((event) => event.at <= at) })

test('versions stand in their order, and what is none stands last', () => {
  expect(newestFirst(['1.9.0', 'zebra', '1.10.0', '1.10.0-rc.1', '1.9.0', ''])).toEqual([
    '1.10.0',
    '1.10.0-rc.1',
    '1.9.0',
    '',
    'zebra',
  ])
})

describe('which versions run at the end', () => {
  test.each([
    [Infinity, '2 machines run 1.2.0, 2 run 1.0.0 (1 fell back), 1 has nothing to boot'],
    [260_000, '1 machine runs 1.1.0, 3 run 1.0.0 (1 fell back), 1 has nothing to boot'],
    [216_000, '1 machine runs 1.1.0, 2 run 1.0.0, 2 are off'],
    [20_000, '5 machines run 1.0.0'],
  ])('until %d ms: %s', (at, words) => expect(versionsAtEnd(until(at))).toBe(words))

  test('one machine that fell back', () => {
    const { topology } = sample.schedule
    const alone = {
      ...sample,
      schedule: { ...sample.schedule, topology: { machines: topology.machines.filter(({ id }) => id === 'm3') } },
      events: sample.events.filter((event) => 'machine' in event && event.machine === 'm3'),
    }
    expect(versionsAtEnd(alone)).toBe('1 machine runs 1.0.0 (fell back)')
  })

  test('says few versions, however many there are', () => {
    const { events, ...fleet } = fleetSample(9, 9)
    const halfway = events.filter(
      (event) => !('machine' in event) || event.at <= 150_000 * (1 + Number(event.machine.slice(1))),
    )
    expect(versionsAtEnd({ ...fleet, events: halfway })).toMatch(/^1 machine runs 1\.8\.0, .*, 4 run other versions$/)
  })

  test('nothing is said where no machine updates itself', () => expect(versionsAtEnd(passingSample())).toBeUndefined())
})

test('a rollout that was stopped has ended so, until the next grant', () => {
  expect(rolloutEnds(until(260_000))).toEqual(['updates of stable stopped: the first machine to try 1.1.0 failed'])
  expect(rolloutEnds(sample)).toEqual([])
})
