import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { reboots } from '../actions/ask-reboot.ts'
import { actions } from '../actions/index.ts'
import { faults } from '../faults/index.ts'
import { hasUpdates, updatersOf } from '../machine/topology.ts'
import { cluster, scheduleArbitrary } from './arbitrary.ts'
import type { Schedule, Step } from './schedule.ts'

const of = <K extends Step['do']>({ steps }: Schedule, kind: K) =>
  steps.filter((step): step is Extract<Step, { readonly do: K }> => step.do === kind)

describe('drawn schedules', () => {
  test('one in three is about updates, where that is left open', () => {
    const drawn = fc.sample(scheduleArbitrary({ pace: 'quick' }), { seed: 1, numRuns: 600 })
    const updating = drawn.filter(({ topology }) => hasUpdates(topology)).length
    expect(updating).toBeGreaterThan(150)
    expect(updating).toBeLessThan(250)
  })

  test('without updates, no time, instant and step is of updates', () => {
    fc.assert(
      fc.property(scheduleArbitrary({ pace: 'mixed', updates: 'never', fleet: 'never' }), (schedule) => {
        expect(schedule.tuning.updates).toBeUndefined()
        expect(JSON.stringify(schedule)).not.toMatch(/"(?:rollout|slot|update|boot\.slot)|publish|configure|-disk/)
        expect(schedule.steps[0]?.do).toBe('ask-reboot')
      }),
    )
  })

  test('a given cluster decides by its channels', () => {
    const topology = cluster({ both: 3 })
    const channelled = { machines: topology.machines.map((machine) => ({ ...machine, channel: 'beta' })) }
    const arbitrary = fc.record({
      without: scheduleArbitrary({ pace: 'quick', updates: 'always', topology }),
      having: scheduleArbitrary({ pace: 'quick', updates: 'never', topology: channelled }),
    })
    fc.assert(
      fc.property(arbitrary, ({ without, having }) => {
        expect(of(without, 'publish')).toEqual([])
        expect(having.topology).toBe(channelled)
        expect(of(having, 'promote')[0]).toMatchObject({ version: '1.1.0', channel: 'beta' })
      }),
      { numRuns: 50 },
    )
  })

  const updating = scheduleArbitrary({ pace: 'mixed', updates: 'always' })

  test('a machine that no lock can help does not update itself', () => {
    fc.assert(
      fc.property(updating, ({ topology, tuning }) => {
        expect(tuning.updates).toBeDefined()
        expect(updatersOf(topology).length).toBeGreaterThan(0)
        expect(reboots(topology)).toEqual(expect.arrayContaining([...updatersOf(topology)]))
      }),
    )
  })

  test('releases ascend, and a version is one release', () => {
    fc.assert(
      fc.property(updating, (schedule) => {
        const published = of(schedule, 'publish')
        expect(published[0]?.version).toBe('1.1.0')
        const versions = [...new Set(published.map(({ version }) => version))]
        expect(versions).toEqual(versions.map((_, index) => `1.${index + 1}.0`))
        const releases = new Set(published.map(({ version, behaviour = 'boots' }) => `${version} ${behaviour}`))
        expect(releases.size).toBe(versions.length)
      }),
    )
  })

  test('no strategy is drawn that breaks promises by itself', () => {
    fc.assert(
      fc.property(updating, (schedule) => {
        for (const { machine, strategy } of of(schedule, 'configure')) {
          const { roles } = schedule.topology.machines.find(({ id }) => id === machine)!
          expect(strategy).not.toBe('reboot')
          if (!roles.includes('etcd')) expect(strategy).not.toBe('best-effort')
        }
      }),
    )
  })

  test('every kind of step is drawn', () => {
    const kinds = new Set(
      fc.sample(updating, { seed: 1, numRuns: 1_000 }).flatMap(({ steps }) => steps.map((s) => s.do)),
    )
    expect([...kinds].toSorted()).toEqual(Object.keys({ ...actions, ...faults }).toSorted())
  })
})
