import { describe, expect, test } from '@jest/globals'
import { formatSchedule } from '../src/schedule/codec.ts'
import { lockGoals } from '../src/invariants/goals-locks.ts'
import { updateGoals } from '../src/invariants/goals-updates.ts'
import { reference } from '../src/machine/reference.ts'
import { huntToTheEnd } from './hunts.ts'

/** Met only by a machine that is lost for good, which no drawn schedule does: `trio-lost` is the scenario for it. */
const NOT_DRAWN = ['holder-never-returns']

describe('the reference implementation keeps every promise', () => {
  test.each([
    { pace: 'realistic', updates: 'never', goals: lockGoals },
    { pace: 'quick', updates: 'never', goals: lockGoals },
    { pace: 'realistic', updates: 'always', goals: updateGoals },
    { pace: 'quick', updates: 'always', goals: updateGoals },
  ] as const)(
    'in 2,000 drawn schedules at the $pace pace, with updates $updates, and they meet every goal',
    ({ pace, updates, goals }) => {
      const outcome = huntToTheEnd({ platform: reference, pace, updates, seed: 4_711, maxRuns: 2_000 })
      if (outcome.kind === 'found')
        throw new Error(`${outcome.invariant}:\n${formatSchedule(outcome.minimal.schedule)}`)
      if (outcome.kind === 'harness-fault') throw new Error(`harness fault:\n${formatSchedule(outcome.tried.schedule)}`)
      expect(outcome.tally.undecided).toBe(0)
      const missed = goals.map(({ id }) => id).filter((id) => (outcome.tally.goals[id] ?? 0) === 0)
      expect(missed.filter((id) => !NOT_DRAWN.includes(id))).toEqual([])
    },
  )
})
