// The test of a planted bug: a hunt finds it and makes it small, from each of the seeds that are given. Most bugs are given
// three; the rare ones of fleet, which a hunt may look for half a minute, one.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { huntToTheEnd } from './hunts.ts'
import type { Planted } from './planted/planted.ts'

export const huntEach = (planted: readonly Planted[], seeds: readonly number[] = [1, 2, 3]): void =>
  describe.each(planted)(
    'the planted bug $platform.name',
    ({ platform, caughtBy, pace, updates, fleet = 'never', withinRuns, atMostSteps }) => {
      test.each(seeds)(`is caught by ${caughtBy} and made small (seed %i)`, (seed) => {
        const outcome = huntToTheEnd({ platform, pace, updates, fleet, seed, maxRuns: withinRuns, invariant: caughtBy })
        if (outcome.kind !== 'found') throw new Error(`${outcome.kind} after ${outcome.tally.runs} runs`)
        const { schedule, judgement } = outcome.minimal
        expect(judgement.verdict).toBe('violated')
        expect(violatedBy(judgement)).toContain(caughtBy)
        expect(schedule.steps.length).toBeLessThanOrEqual(atMostSteps)
        // It is the bug, and not the schedule: the reference keeps the promise.
        expect(violatedBy(runTrialNow(simWorld, schedule, reference).judgement)).not.toContain(caughtBy)
      })
    },
  )
