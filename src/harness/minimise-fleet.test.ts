import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hasFleet } from '../machine/topology.ts'
import { scheduleArbitrary } from '../schedule/arbitrary.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { service } from './judge-fleet-fixture.ts'
import { minimise } from './minimise.ts'
import { plainerFiles } from './minimise-fleet.ts'

const drawn = scheduleArbitrary({ pace: 'quick', maxSteps: 20, updates: 'never', fleet: 'always' })
const count = ({ steps }: Schedule, kind: string): number => steps.filter((step) => step.do === kind).length

function smallest(fails: (candidate: Schedule) => boolean, from = fails): Schedule {
  const start = fc.sample(drawn, { seed: 3, numRuns: 1_000 }).find(from)
  return minimise(start!, fails, { keepTopology: false }).schedule
}

describe('minimise, of units', () => {
  test('keeps none of them where they have no part', () => {
    const { topology, tuning, steps } = smallest((candidate) => count(candidate, 'hang') >= 1)
    expect(steps.map((step) => step.do)).toEqual(['hang'])
    expect(topology.machines.map(({ fleet }) => fleet)).toEqual([undefined])
    expect(tuning.fleet).toBeUndefined()
  })

  test('machines say the same of themselves, and what a step names is still there', () => {
    const hasBoth = (candidate: Schedule) =>
      count(candidate, 'start-unit') >= 1 && count(candidate, 'destroy-unit') >= 1
    const { topology, tuning, steps } = smallest(hasBoth)
    expect(steps.map((step) => step.do).toSorted()).toEqual(['destroy-unit', 'start-unit'])
    expect(topology.machines.flatMap(({ fleet }) => fleet ?? [])).toEqual(
      topology.machines.flatMap(({ fleet }) => (fleet ? [{ metadata: {} }] : [])),
    )
    expect(hasFleet(topology)).toBe(true)
    expect(tuning.fleet).toBeDefined()
  })

  test('metadata that it takes to fail are kept', () => {
    const inZoneB = ({ topology }: Schedule) => topology.machines.some(({ fleet }) => fleet?.metadata['zone'] === 'b')
    const { topology, steps } = smallest(inZoneB)
    expect(steps).toEqual([])
    expect(topology.machines).toHaveLength(1)
    expect(topology.machines[0]?.fleet).toEqual({ metadata: { zone: 'b' } })
  })

  test('a unit file has no line that it need not have', () => {
    const conflicts = ({ steps }: Schedule) =>
      steps.some((step) => step.do === 'start-unit' && step.file?.includes('Conflicts=') === true)
    expect(smallest(conflicts).steps).toMatchObject([
      { do: 'start-unit', file: expect.stringMatching(/^\[Service\]\nExecStart=\S+.*\n\s*Conflicts=.*\s*$/) },
    ])
  })

  test('a cluster of one’s own stays as it is', () => {
    const [schedule] = fc.sample(drawn, { seed: 5, numRuns: 1 })
    expect(minimise(schedule!, () => true, { keepTopology: true }).schedule.topology).toEqual(schedule!.topology)
  })
})

describe('plainer files', () => {
  const when = { at: 0 }

  test('lack one line each; an empty one does not count, and what a unit cannot start without stays', () => {
    const step: Step = { when, do: 'start-unit', machine: 'm0', unit: 'a.service', file: service('Global=true') }
    const lines = step.file!.split('\n').filter((line) => line !== '')
    const without = plainerFiles(step).map((each) =>
      'file' in each ? each.file?.split('\n').filter(Boolean) : undefined,
    )
    expect(without).toEqual(lines.slice(2).map((line) => lines.filter((other) => other !== line)))
  })

  test('there are none of a step without one', () => {
    expect(plainerFiles({ when, do: 'start-unit', machine: 'm0', unit: 'a.service' })).toEqual([])
    expect(plainerFiles({ when, do: 'hang', machine: 'm0', forMs: 1 })).toEqual([])
  })
})
