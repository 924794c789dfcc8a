import { describe, expect, test } from '@jest/globals'
import { breaks } from '../src/harness/hunt.ts'
import { violatedBy } from '../src/harness/judge.ts'
import { minimise } from '../src/harness/minimise.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { talk } from './scenarios.ts'

test('the talk has the scenarios that locks, updates and units decide', () => {
  expect(talk.map(({ name }) => name)).toEqual([
    '5-2-apps',
    'bad-release',
    'chain',
    'doublewide',
    'duo',
    'trio-greedy',
    'trio-lost',
    'trio',
    'tripledouble-apps',
    'tripledouble-greedy',
    'tripledouble',
  ])
})

describe.each(talk)('scenario $name in the simulation', (schedule) => {
  const { expect: expected } = schedule

  test.each([1, 2, 3, 4, 5])('has the verdict that it expects, whatever the latencies (seed %i)', (seed) => {
    const { judgement } = runTrialNow(simWorld, { ...schedule, seed }, reference)
    expect(violatedBy(judgement)).toEqual(expected?.violated)
    expect(judgement.verdict).toBe(expected?.violated.length === 0 ? 'holds' : 'violated')
    const met = judgement.goals.filter((goal) => goal.met).map(({ id }) => id)
    expect(met).toEqual(expect.arrayContaining([...(expected?.goals ?? [])]))
  })

  test('is told in two sentences', () => {
    expect(schedule.about?.match(/[.!?](?=\s|$)/g)).toHaveLength(2)
  })

  test('names the size of its smallest schedule, where a promise is broken', () => {
    const [invariant] = expected?.violated ?? []
    if (invariant === undefined) return expect(expected?.minimalSteps).toBeUndefined()
    const fails = (candidate: Schedule) => breaks(simWorld, reference, candidate, invariant, [invariant])
    const small = minimise(schedule, fails, { keepTopology: true })
    expect(small.schedule.steps).toHaveLength(expected?.minimalSteps ?? NaN)
  })
})
