// The talk's scenarios on containers. Those with units are played in talk-apps.chaos.test.ts, while a client asks for them.

import { describe, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { hasFleet } from '../src/machine/topology.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { talk } from '../properties/scenarios.ts'
import { hasExpectedVerdict } from './as-expected.ts'

describe.each(talk.filter(({ topology }) => !hasFleet(topology)))('scenario $name in containers', (schedule) => {
  test('has the verdict that it has in the simulation', async () => {
    await using world = dockerWorld()
    hasExpectedVerdict(await runTrial(world, schedule, reference))
  }, 120_000)
})
