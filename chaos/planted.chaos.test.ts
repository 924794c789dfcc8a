// What the simulation finds is not an artefact of the simulation: the shrunk schedule of a planted bug breaks the same
// promise on real etcd and real containers.

import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrial } from '../src/harness/trial.ts'
import { huntToTheEnd } from '../properties/hunts.ts'
import { planted } from '../properties/planted/index.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'

describe.each(planted.filter(({ inDocker }) => inDocker))(
  'the planted bug $platform.name',
  ({ platform, caughtBy, updates, fleet = 'never' }) => {
    test(`breaks ${caughtBy} in containers, by the schedule that the simulation made small`, async () => {
      const found = huntToTheEnd({
        platform,
        pace: 'quick',
        updates,
        fleet,
        seed: 1,
        maxRuns: 5_000,
        invariant: caughtBy,
      })
      if (found.kind !== 'found') throw new Error(`${found.kind} after ${found.tally.runs} runs`)
      const { schedule } = found.minimal
      const platformModule = fileURLToPath(new URL(`../properties/planted/${platform.name}.ts`, import.meta.url))
      await using world = dockerWorld({ platformModule })
      const { judgement } = await runTrial(world, schedule, platform)
      expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
      expect(violatedBy(judgement)).toContain(caughtBy)
    }, 120_000)
  },
)
