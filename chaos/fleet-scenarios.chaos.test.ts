// Those of fleet's functional tests that are schedules, on containers: what comes of them is what comes of them in the
// simulation.

import { describe, expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { fleetScenarios, unexpected } from '../properties/fleet-scenarios.ts'
import { hasExpectedVerdict } from './as-expected.ts'

describe('in containers', () => {
  test.concurrent.each(fleetScenarios)(
    'scenario $name of fleet has the verdict and the outcome that it has in the simulation',
    async (schedule) => {
      await using world = dockerWorld()
      const tried = await runTrial(world, schedule, reference)
      const { events } = tried.recording
      hasExpectedVerdict(tried)
      expect(events.filter(({ kind }) => kind === 'step.skipped' || kind === 'program.crashed')).toEqual([])
      expect(unexpected(schedule, events)).toBeUndefined()
    },
    120_000,
  )
})
