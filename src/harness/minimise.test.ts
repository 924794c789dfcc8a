import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { scheduleArbitrary } from '../schedule/arbitrary.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { minimise } from './minimise.ts'

const count = (schedule: Schedule, kind: string): number => schedule.steps.filter((step) => step.do === kind).length

describe('minimise', () => {
  test('keeps what fails, and leaves no single step that could go', () => {
    fc.assert(
      fc.property(
        scheduleArbitrary({ pace: 'quick', maxSteps: 20 }),
        fc.constantFrom('hang', 'cut', 'unlock'),
        (schedule, kind) => {
          const fails = (candidate: Schedule) => count(candidate, kind) >= 1 && count(candidate, 'ask-reboot') >= 1
          fc.pre(fails(schedule))
          const { schedule: small } = minimise(schedule, fails, { keepTopology: false })
          expect(small.steps.map((step) => step.do).toSorted()).toEqual(['ask-reboot', kind].toSorted())
          expect(small.steps.map((step) => step.when)).toEqual([{ at: 0 }, { at: 0 }])
          expect(small.topology.machines.length).toBeLessThanOrEqual(2 + (kind === 'cut' ? 1 : 0))
        },
      ),
      { numRuns: 50 },
    )
  })

  test('leaves the topology alone where it is told to', () => {
    const [schedule] = fc.sample(scheduleArbitrary({ pace: 'quick' }), { seed: 5, numRuns: 1 })
    const { schedule: small } = minimise(schedule!, () => true, { keepTopology: true })
    expect(small.topology).toEqual(schedule!.topology)
    expect(small.steps).toEqual([])
  })

  test('stops at its budget with the smallest so far', () => {
    const [schedule] = fc.sample(scheduleArbitrary({ pace: 'quick' }), { seed: 6, numRuns: 1 })
    const { runs } = minimise(schedule!, () => false, { keepTopology: false, maxRuns: 7 })
    expect(runs).toBe(7)
  })
})
