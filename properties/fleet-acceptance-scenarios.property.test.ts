// Those of fleet's functional tests that are schedules; they run in containers too.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { fleetScenarios, unexpected } from './fleet-scenarios.ts'

test('there are nine: eight of upstream, and one of ours', () => expect(fleetScenarios).toHaveLength(9))

describe.each(fleetScenarios)('scenario $name of fleet in the simulation', (schedule) => {
  test.each([1, 2, 3, 4, 5])('has the verdict and the outcome that are expected (seed %i)', (seed) => {
    const { judgement, recording } = runTrialNow(simWorld, { ...schedule, seed }, reference)
    expect(violatedBy(judgement)).toEqual(schedule.expect?.violated)
    expect(judgement.verdict).toBe('holds')
    expect(recording.events.filter(({ kind }) => kind === 'step.skipped' || kind === 'program.crashed')).toEqual([])
    expect(unexpected(schedule, recording.events)).toBeUndefined()
  })

  test('is told in two sentences', () => expect(schedule.about?.match(/[.!?](?=\s|$)/g)).toHaveLength(2))
})
