// Draws schedules that are valid, dense and mean: most steps wait for an instant that matters (a lock just granted, a boot
// about to be good, the store without a leader) and strike right then.
// Here: the clusters and their times. The steps are drawn in steps-arbitrary.ts.

import fc from 'fast-check'
import { hasFleet, hasUpdates, type MachineSpec, type Topology } from '../machine/topology.ts'
import { QUICK, QUICK_UPDATES, REALISTIC, REALISTIC_UPDATES, type Tuning } from '../machine/tuning.ts'
import type { Setting } from '../worlds/world.ts'
import { withChannels } from './channels-arbitrary.ts'
import { withFleet, withFleetTimes } from './fleet-arbitrary.ts'
import type { Schedule } from './schedule.ts'
import { stepsArbitrary } from './steps-arbitrary.ts'

/** Which times to draw: those of production, short ones that suit containers too, or now the ones and now the others. */
export type Pace = 'realistic' | 'quick' | 'mixed'

/** Whether the machines of a drawn cluster update themselves. Sometimes: those of one in three. */
export type DrawnUpdates = 'never' | 'sometimes' | 'always'

/** Whether the workers of a drawn cluster run units. Sometimes: those of one in three. */
export type DrawnFleet = 'never' | 'sometimes' | 'always'

export interface ScheduleOptions {
  readonly pace: Pace
  /** Stays with this cluster, and with its channels; absent: draws one. */
  readonly topology?: Topology
  /** Absent: sometimes. */
  readonly updates?: DrawnUpdates
  /** Absent: sometimes. */
  readonly fleet?: DrawnFleet
  readonly maxSteps?: number
}

export function scheduleArbitrary(options: ScheduleOptions): fc.Arbitrary<Schedule> {
  const { topology, maxSteps = 12 } = options
  return withUnits(options, settings(options))
    .chain((setting) => (topology ? fc.constant(setting) : fc.oneof(fc.constant(setting), policed(setting))))
    .chain((setting) =>
      fc
        .tuple(fc.nat({ max: 0x7fffffff }), stepsArbitrary(setting, maxSteps))
        .map(([seed, steps]) => ({ seatrial: 'schedule' as const, version: 1 as const, seed, ...setting, steps })),
    )
}

function settings({ pace, topology, updates = 'sometimes' }: ScheduleOptions): fc.Arbitrary<Setting> {
  if (topology !== undefined) {
    const tuning = hasUpdates(topology) ? updatePaces[pace] : paces[pace]
    return fc.record({ topology: fc.constant(topology), tuning })
  }
  const without = fc.record({ topology: topologies, tuning: paces[pace] })
  const having = fc.record({ topology: topologies.chain(withChannels), tuning: updatePaces[pace] })
  switch (updates) {
    case 'never':
      return without
    case 'always':
      return having
    case 'sometimes':
      return fc.oneof({ weight: 2, arbitrary: without }, { weight: 1, arbitrary: having })
  }
}

/** The same clusters, with fleet on some. A cluster of one's own has it or has not. */
function withUnits(
  { topology, fleet = 'sometimes' }: ScheduleOptions,
  drawn: fc.Arbitrary<Setting>,
): fc.Arbitrary<Setting> {
  if (topology !== undefined) return hasFleet(topology) ? drawn.map(withFleetTimes) : drawn
  const having = drawn.chain(withFleet)
  switch (fleet) {
    case 'never':
      return drawn
    case 'always':
      return having
    case 'sometimes':
      return fc.oneof({ weight: 2, arbitrary: drawn }, { weight: 1, arbitrary: having })
  }
}

const paces: Readonly<Record<Pace, fc.Arbitrary<Tuning>>> = {
  realistic: fc.constant(REALISTIC),
  quick: fc.constant(QUICK),
  mixed: fc.constantFrom(REALISTIC, QUICK),
}

const updatePaces: Readonly<Record<Pace, fc.Arbitrary<Tuning>>> = {
  realistic: fc.constant(REALISTIC_UPDATES),
  quick: fc.constant(QUICK_UPDATES),
  mixed: fc.constantFrom(REALISTIC_UPDATES, QUICK_UPDATES),
}

/**
 * The same cluster with strategies and reboot windows that a sound policy may have; the calendar is set so that the
 * windows open or close while the trial runs.
 */
function policed(setting: Setting): fc.Arbitrary<Setting> {
  const { topology, tuning } = setting
  const stormMs = Math.min(tuning.stormMs, HOUR_MS - 1)
  const opens = fc.oneof(
    fc.record({ start: fc.constant('0:00'), length: lasting(1, Math.ceil(stormMs / 1000)) }),
    fc.record({ start: fc.constant('23:59'), length: lasting(60, 60 + Math.ceil(stormMs / 1000)) }), // over midnight
  )
  // Reboots take their time after the window has opened, and settling must be long enough for that.
  const mostLeadMs = Math.ceil(stormMs / 3)
  const window = fc.option(opens, { nil: undefined })
  const strategies = topology.machines.map(({ roles, group, strategy }) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(strategy) },
      // a worker's best effort is no coordination: that breaks promises by itself
      { weight: 1, arbitrary: fc.constant(roles.includes('etcd') ? ('best-effort' as const) : strategy) },
      { weight: 1, arbitrary: fc.constant('off' as const) },
      { weight: 2, arbitrary: fc.constant(group === '' ? strategy : ('fleetlock' as const)) },
    ),
  )
  return fc
    .record({ window, strategies: fc.tuple(...strategies), lead: fc.nat({ max: mostLeadMs }) })
    .map(({ window: drawn, strategies: chosen, lead }) => ({
      ...setting,
      topology: {
        machines: topology.machines.map((machine, index) => ({
          ...machine,
          strategy: chosen[index] ?? machine.strategy,
          ...(drawn === undefined ? {} : { window: drawn }),
        })),
      },
      ...(drawn === undefined ? {} : { startsAt: beforeMidnight(lead) }),
    }))
}

const HOUR_MS = 3_600_000

const lasting = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((seconds) => `${seconds}s`)

/** A Sunday night, so many milliseconds before midnight UTC: less than an hour of them. */
function beforeMidnight(ms: number): string {
  const left = HOUR_MS - Math.max(1, ms)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `2026-01-04T23:${two(left / 60_000)}:${two((left / 1000) % 60)}.${String(left % 1000).padStart(3, '0')}Z`
}

/** Clusters whose policy is sound: three members or more share one lock, and every other group has its own. */
const topologies: fc.Arbitrary<Topology> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(cluster({ both: 3 })) },
  { weight: 1, arbitrary: fc.constant(cluster({ both: 5 })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ members: fc.constantFrom(1, 3), workers: fc.integer({ min: 2, max: 4 }) })
      .map(({ members, workers }) => cluster({ members, workers })),
  },
)

/** Machines m0, m1, …: both roles in the default group; else members in group `etcd` and workers in group `app`. */
export function cluster({
  both = 0,
  members = 0,
  workers = 0,
}: {
  both?: number
  members?: number
  workers?: number
}): Topology {
  const specs: Omit<MachineSpec, 'id'>[] = [
    ...Array.from({ length: both }, () => ({
      roles: ['etcd', 'worker'] as const,
      group: '',
      strategy: 'etcd-lock' as const,
    })),
    ...Array.from({ length: members }, () => ({
      roles: ['etcd'] as const,
      group: 'etcd',
      strategy: 'etcd-lock' as const,
    })),
    ...Array.from({ length: workers }, () => ({
      roles: ['worker'] as const,
      group: 'app',
      strategy: 'etcd-lock' as const,
    })),
  ]
  return { machines: specs.map((spec, index) => ({ id: `m${index}`, ...spec })) }
}
