// A few drawn schedules, run in containers: what a hunt tries in the simulation holds on real etcd too.

import { describe, expect, test } from '@jest/globals'
import { drawn } from '../src/harness/hunt.ts'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import { formatSchedule } from '../src/schedule/codec.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'

const SEED = 815

const source = drawn({ pace: 'quick', topology: cluster({ both: 3 }) }, SEED)
const schedules = Array.from({ length: 4 }, () => source.next().value as Schedule) // they never run out

describe.each(schedules.map((schedule, index) => ({ schedule, index })))(
  `drawn from seed ${SEED}: $index`,
  ({ schedule }) => {
    test('holds in containers', async () => {
      await using world = dockerWorld()
      const { judgement } = await runTrial(world, schedule, reference)
      if (judgement.verdict !== 'holds') throw new Error(`${JSON.stringify(judgement)}\n${formatSchedule(schedule)}`)
      expect(violatedBy(judgement)).toEqual([])
    }, 120_000)
  },
)
