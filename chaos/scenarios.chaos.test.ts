import { describe, expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { talk } from '../properties/scenarios.ts'

describe.each(talk)('scenario $name in containers', (schedule) => {
  test('has the verdict that it has in the simulation', async () => {
    await using world = dockerWorld()
    const { judgement } = await runTrial(world, schedule, reference)
    const { expect: expected } = schedule
    expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
    expect(violatedBy(judgement)).toEqual(expected?.violated)
    expect(judgement.verdict).toBe(expected?.violated.length === 0 ? 'holds' : 'violated')
    const met = judgement.goals.filter((goal) => goal.met).map(({ id }) => id)
    expect(met).toEqual(expect.arrayContaining([...(expected?.goals ?? [])]))
  }, 120_000)
})
