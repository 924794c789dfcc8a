import { describe, expect, test } from '@jest/globals'
import { formatSchedule } from '../src/schedule/codec.ts'
import { goals } from '../src/invariants/goals.ts'
import { reference } from '../src/machine/reference.ts'
import { huntToTheEnd } from './hunts.ts'

/** Met only by a machine that is lost for good, which no drawn schedule does: `trio-lost` is the scenario for it. */
const NOT_DRAWN = ['holder-never-returns']

describe('the reference implementation keeps every promise', () => {
  test.each(['realistic', 'quick'] as const)(
    'in 2,000 drawn schedules at the %s pace, and they meet every goal',
    (pace) => {
      const seed = 4_711
      const outcome = huntToTheEnd({ platform: reference, pace, seed, maxRuns: 2_000 })
      if (outcome.kind === 'found')
        throw new Error(`${outcome.invariant}:\n${formatSchedule(outcome.minimal.schedule)}`)
      if (outcome.kind === 'harness-fault') throw new Error(`harness fault:\n${formatSchedule(outcome.tried.schedule)}`)
      expect(outcome.tally.undecided).toBe(0)
      const missed = goals.map(({ id }) => id).filter((id) => (outcome.tally.goals[id] ?? 0) === 0)
      expect(missed).toEqual(NOT_DRAWN)
    },
  )
})
