// What is looked at of every scenario that was played in containers.

import { expect } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import type { Tried } from '../src/harness/trial.ts'

/** Fails unless the trial has the verdict that its schedule expects, and met the goals that it names. */
export function hasExpectedVerdict({ schedule, judgement }: Tried): void {
  expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
  expect(violatedBy(judgement)).toEqual(schedule.expect?.violated)
  expect(judgement.verdict).toBe(schedule.expect?.violated.length === 0 ? 'holds' : 'violated')
  const met = judgement.goals.filter((goal) => goal.met).map(({ id }) => id)
  expect(met).toEqual(expect.arrayContaining([...(schedule.expect?.goals ?? [])]))
}
