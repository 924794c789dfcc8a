import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fleetOf, hasFleet } from '../machine/topology.ts'
import { QUICK, QUICK_FLEET, REALISTIC, REALISTIC_FLEET } from '../machine/tuning.ts'
import { cluster, scheduleArbitrary } from './arbitrary.ts'
import { formatSchedule, parseSchedule } from './codec.ts'
import { fleetTimes } from './fleet-arbitrary.ts'
import type { Schedule } from './schedule.ts'
import { describeStep } from './words.ts'

const having = scheduleArbitrary({ pace: 'mixed', fleet: 'always' })
const ABOUT_UNITS = /"(?:fleet|engine\.leads|unit\.\w+|set-metadata)"|(?:submit|load|start|stop|unload|destroy)-unit/

describe('drawn schedules with fleet', () => {
  test('one in three has it, where that is left open', () => {
    const drawn = fc.sample(scheduleArbitrary({ pace: 'quick' }), { seed: 1, numRuns: 600 })
    const withFleet = drawn.filter(({ topology }) => hasFleet(topology)).length
    expect(withFleet).toBeGreaterThan(150)
    expect(withFleet).toBeLessThan(250)
  })

  test('without fleet, no machine, time, instant and step is of units', () => {
    fc.assert(
      fc.property(scheduleArbitrary({ pace: 'mixed', fleet: 'never' }), (schedule) =>
        expect(JSON.stringify(schedule)).not.toMatch(ABOUT_UNITS),
      ),
    )
  })

  test('every one is valid, and is read back as it was written', () => {
    fc.assert(fc.property(having, (schedule) => expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)))
  })

  test('the workers run units, each in a zone; a unit or more is started at once', () => {
    fc.assert(
      fc.property(having, ({ topology, tuning, steps }) => {
        const workers = topology.machines.filter(({ roles }) => roles.includes('worker')).map(({ id }) => id)
        expect(fleetOf(topology)).toEqual(workers)
        for (const { fleet } of topology.machines) if (fleet) expect(['a', 'b']).toContain(fleet.metadata['zone'])
        expect(steps[0]?.do).toBe('start-unit')
        expect(steps[0]?.when).toEqual({ at: expect.any(Number) })
        expect([QUICK_FLEET, REALISTIC_FLEET]).toContain(tuning.fleet)
      }),
    )
  })

  test('a given cluster decides for itself', () => {
    const topology = cluster({ both: 3 })
    const own = {
      machines: topology.machines.map((spec, index) => (index === 0 ? { ...spec, fleet: { metadata: {} } } : spec)),
    }
    const arbitrary = fc.record({
      without: scheduleArbitrary({ pace: 'quick', fleet: 'always', topology }),
      with: scheduleArbitrary({ pace: 'quick', fleet: 'never', topology: own }),
    })
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        expect(JSON.stringify(drawn.without)).not.toMatch(ABOUT_UNITS)
        expect(drawn.with.topology).toBe(own)
        expect(drawn.with.steps[0]).toMatchObject({ do: 'start-unit', machine: 'm0' })
      }),
      { numRuns: 50 },
    )
  })

  const steps = fc.sample(having, { seed: 1, numRuns: 400 }).flatMap((schedule: Schedule) => schedule.steps)

  test('each verb, the daemon’s crash and each instant on a unit’s way are drawn', () => {
    const kinds = new Set<string>(steps.map((step) => step.do))
    for (const verb of ['submit', 'load', 'start', 'stop', 'unload', 'destroy']) expect(kinds).toContain(`${verb}-unit`)
    expect(kinds).toContain('set-metadata')
    expect(steps).toContainEqual(expect.objectContaining({ do: 'crash-daemon', daemon: 'fleet' }))
    const triggers = new Set(steps.flatMap(({ when }) => ('on' in when ? [when.on] : [])))
    for (const on of ['fleet.joined', 'engine.leads', 'unit.placed', 'unit.claimed', 'unit.up'] as const)
      expect(triggers).toContain(on)
  })

  test.each([
    ['fleet.joined', 'when m0 has joined the fleet: '],
    ['engine.leads', 'when m0 leads the fleet: '],
    ['unit.placed', 'when m0 is given a unit: '],
    ['unit.claimed', 'when m0 may run a unit: '],
    ['unit.up', 'when m0 runs a unit: '],
  ] as const)('%s has words', (on, words) =>
    expect(describeStep({ when: { on, machine: 'm0', plusMs: 0 }, do: 'hang', machine: 'm0', forMs: 1 })).toContain(
      words,
    ),
  )
})

describe('the times that units need', () => {
  test('go by the pace, and quick ones take longer to settle', () => {
    expect(fleetTimes(REALISTIC)).toEqual({ ...REALISTIC, fleet: REALISTIC_FLEET })
    expect(fleetTimes(QUICK)).toMatchObject({ fleet: QUICK_FLEET, stormMs: QUICK.stormMs })
    expect(fleetTimes(QUICK).settleMs).toBeGreaterThan(QUICK.settleMs + 2_000 * QUICK_FLEET.ttlSeconds)
  })
})
