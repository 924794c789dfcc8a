import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { QUICK_UPDATES } from '../machine/tuning.ts'
import { scheduleArbitrary } from '../schedule/arbitrary.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { minimise } from './minimise.ts'

const count = (schedule: Schedule, kind: string): number => schedule.steps.filter((step) => step.do === kind).length

const { updates: _, ...QUICK_UPDATES_WITHOUT } = QUICK_UPDATES

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

  describe('of updates', () => {
    const updating = scheduleArbitrary({ pace: 'quick', maxSteps: 20, updates: 'always', fleet: 'never' })
    const smallest = (fails: (candidate: Schedule) => boolean, from = fails) => {
      const drawn = fc.sample(updating, { seed: 3, numRuns: 1_000 }).find(from)
      return minimise(drawn!, fails, { keepTopology: false }).schedule
    }

    test('keeps none of them where they have no part', () => {
      const { topology, tuning, steps } = smallest((candidate) => count(candidate, 'hang') >= 1)
      expect(steps).toHaveLength(1)
      expect(topology.machines.map(({ channel }) => channel)).toEqual([undefined])
      expect(tuning).toEqual(QUICK_UPDATES_WITHOUT)
    })

    test('a release is well, a policy and a configuration say one thing, and the machines are alike', () => {
      const hasAll = (candidate: Schedule) =>
        candidate.topology.machines.filter(({ channel }) => channel !== undefined).length >= 2 &&
        ['publish', 'set-policy', 'configure'].every((kind) => count(candidate, kind) >= 1)
      const isRich = (drawn: Schedule) =>
        hasAll(drawn) &&
        drawn.steps.every((step) => {
          if (step.do === 'publish') return step.behaviour !== undefined
          if (step.do === 'set-policy') return Object.keys(step.policy).length > 2
          return step.do !== 'configure' || (step.channel !== undefined && step.window !== undefined)
        })
      const { topology, steps } = smallest(hasAll, isRich)
      expect(topology.machines.map(({ channel }) => channel)).toEqual(['alpha', 'alpha'])
      expect(steps).toHaveLength(3)
      for (const step of steps) {
        if (step.do === 'publish') expect(step.behaviour).toBeUndefined()
        if (step.do === 'set-policy') expect(Object.keys(step.policy)).toHaveLength(1)
        if (step.do === 'configure') expect(Object.keys(step)).toHaveLength(4)
      }
    })

    test('keeps a field that it takes to fail', () => {
      const { steps } = smallest(({ steps: each }) => each.some((s) => s.do === 'publish' && s.behaviour === 'corrupt'))
      expect(steps).toMatchObject([{ do: 'publish', behaviour: 'corrupt' }])
    })
  })
})
