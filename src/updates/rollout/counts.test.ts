import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { GroupCounts, type Statistics } from './counts.ts'
import { Fleet, MINUTE } from './decision-fixture.ts'
import type { Instance } from './instance.ts'

const DAY = 24 * 60 * MINUTE
interface Limits {
  readonly periodMs: number
  readonly updateTimeoutMs: number
}

/** The counts by their definition. */
function recount(instances: readonly Instance[], limits: Limits, now: number, version: string): Statistics {
  const seen = instances.filter((each) => !/^\{.*\}$/.test(each.machine) && each.lastCheckAt > now - DAY)
  const open = seen.filter((each) => each.updateInProgress)
  const age = (each: Instance) => now - (each.grantedAt ?? -Infinity)
  const attempted = seen.filter((each) => !each.updateInProgress && each.lastUpdateVersion === version)
  const succeeded = attempted.filter((each) => each.version === version).length
  return {
    total: seen.length,
    grantedInLastPeriod: seen.filter((each) => age(each) < limits.periodMs).length,
    inProgress: open.filter((each) => age(each) <= limits.updateTimeoutMs).length,
    timedOut: open.filter((each) => age(each) > limits.updateTimeoutMs).length,
    attempted: attempted.length,
    succeeded,
    failed: attempted.length - succeeded,
  }
}

const VERSIONS = ['1.0.0', '2.0.0', '3.0.0']
const duration = fc.oneof(fc.nat(3), fc.nat(90 * MINUTE), fc.constantFrom(MINUTE, DAY - 1, DAY))
const limits = fc.record({
  periodMs: fc.constantFrom(1, MINUTE, 40 * MINUTE),
  updateTimeoutMs: fc.constantFrom(1, 2 * MINUTE, 60 * MINUTE),
})
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), machine: machineId(), state: state() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), machine: machineId() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('limits' as const), limits }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), duration }) },
)

function machineId() {
  return fc.constantFrom('m0', 'm1', 'm2', 'm3', '{tool}')
}

function state() {
  return fc.record({
    version: fc.constantFrom(...VERSIONS),
    lastUpdateVersion: fc.option(fc.constantFrom(...VERSIONS), { nil: undefined }),
    updateInProgress: fc.boolean(),
    grantedAgo: fc.option(duration, { nil: undefined }),
    checkedAgo: duration,
  })
}

describe('counts', () => {
  test('equal a recount, after any sequence of changes and at any time', () => {
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 60 }), (first, steps) => {
        let [now, current] = [1e12, first]
        const counts = new GroupCounts(current)
        const instances = new Map<string, Instance>()
        for (const each of steps) {
          if (each.kind === 'wait') now += each.duration
          else if (each.kind === 'limits') counts.setLimits((current = each.limits))
          else if (each.kind === 'remove') {
            counts.remove(each.machine)
            instances.delete(each.machine)
          } else {
            const { version, lastUpdateVersion, updateInProgress, grantedAgo, checkedAgo } = each.state
            const instance: Instance = {
              machine: each.machine,
              track: 'alpha',
              version,
              status: 'Undefined',
              updateInProgress,
              lastCheckAt: now - checkedAgo,
              history: [],
              ...(lastUpdateVersion === undefined ? {} : { lastUpdateVersion }),
              ...(grantedAgo === undefined ? {} : { grantedAt: now - grantedAgo }),
            }
            instances.set(each.machine, instance)
            counts.put(instance, now)
          }
          for (const version of VERSIONS) {
            expect(counts.at(now, version)).toEqual(recount([...instances.values()], current, now, version))
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('changes of one machine by the thousand do not make it forget to look at another', () => {
    const fleet = new Fleet({}, '2.0.0')
    fleet.check('m1', '1.0.0')
    const { instance } = fleet.check('m0', '1.0.0')
    for (let i = 0; i < 5000; i++) fleet.counts.put(instance, fleet.now)
    fleet.now += DAY
    expect(fleet.statistics('2.0.0')).toMatchObject({ total: 0, inProgress: 0, timedOut: 0 })
  })

  test('TestGetUpdatePackage_RolloutStats and _CompletionStats', () => {
    const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 10 }, '2.0.0')
    const stats = () => fleet.statistics('2.0.0')
    for (const machine of ['m0', 'm1', 'm2']) fleet.check(machine, '1.0.0')
    expect(stats()).toEqual({
      total: 3,
      grantedInLastPeriod: 3,
      inProgress: 3,
      timedOut: 0,
      attempted: 0,
      succeeded: 0,
      failed: 0,
    })
    fleet.complete('m0')
    fleet.event('m1', 3, 0)
    expect(stats()).toMatchObject({ inProgress: 1, attempted: 2, succeeded: 1, failed: 1 })
    fleet.now += 61 * MINUTE
    expect(stats()).toMatchObject({ grantedInLastPeriod: 0, inProgress: 0, timedOut: 1, attempted: 2 })
    fleet.complete('m2')
    expect(fleet.activities.at(-1)).toMatchObject({ kind: 'update-succeeded' }) // m1 failed: it is not finished
    expect(fleet.ask('m1', '1.0.0')).toBe('grant 2.0.0')
    fleet.complete('m1')
    expect(stats()).toMatchObject({ total: 3, timedOut: 0, attempted: 3, succeeded: 3, failed: 0 })
    expect(fleet.activities.at(-1)).toBe('rollout-finished')
  })
})
