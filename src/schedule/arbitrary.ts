// Draws schedules that are valid, dense and mean: most steps wait for an instant that matters (a lock just granted, a boot
// about to be good, the store without a leader) and strike right then.
//
// Half of the schedules are swarms (Groce et al., "Swarm Testing", 2012): they draw first which kinds of step exist at
// all, since a common kind can hide what a rare one would show.

import fc from 'fast-check'
import { actions } from '../actions/index.ts'
import { faults } from '../faults/index.ts'
import { type MachineSpec, membersOf, type Topology } from '../machine/topology.ts'
import { QUICK, REALISTIC, type Tuning } from '../machine/tuning.ts'
import type { Setting } from '../worlds/world.ts'
import type { Schedule, Step, TriggerEvent, When } from './schedule.ts'

/** Which times to draw: those of production, short ones that suit containers too, or now the ones and now the others. */
export type Pace = 'realistic' | 'quick' | 'mixed'

export interface ScheduleOptions {
  readonly pace: Pace
  /** Stays with this cluster; absent: draws one. */
  readonly topology?: Topology
  readonly maxSteps?: number
}

export function scheduleArbitrary({ pace, topology, maxSteps = 12 }: ScheduleOptions): fc.Arbitrary<Schedule> {
  return fc
    .record({ topology: topology ? fc.constant(topology) : topologies, tuning: paces[pace] })
    .chain((setting) => (topology ? fc.constant(setting) : fc.oneof(fc.constant(setting), policed(setting))))
    .chain((setting) =>
      fc
        .tuple(fc.nat({ max: 0x7fffffff }), stepsArbitrary(setting, maxSteps))
        .map(([seed, steps]) => ({ seatrial: 'schedule' as const, version: 1 as const, seed, ...setting, steps })),
    )
}

const paces: Readonly<Record<Pace, fc.Arbitrary<Tuning>>> = {
  realistic: fc.constant(REALISTIC),
  quick: fc.constant(QUICK),
  mixed: fc.constantFrom(REALISTIC, QUICK),
}

/**
 * The same cluster with strategies and reboot windows that a sound policy may have; the calendar is set so that the
 * windows open or close while the trial runs.
 */
function policed(setting: Setting): fc.Arbitrary<Setting> {
  const { topology, tuning } = setting
  const { stormMs } = tuning
  const opens = fc.oneof(
    fc.record({ start: fc.constant('0:00'), length: lasting(1, Math.ceil(stormMs / 1000)) }),
    fc.record({ start: fc.constant('23:59'), length: lasting(60, 60 + Math.ceil(stormMs / 1000)) }), // over midnight
  )
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
    .record({ window, strategies: fc.tuple(...strategies), beforeMs: fc.nat({ max: stormMs }) })
    .map(({ window: drawn, strategies: chosen, beforeMs }) => ({
      ...setting,
      topology: {
        machines: topology.machines.map((machine, index) => ({
          ...machine,
          strategy: chosen[index] ?? machine.strategy,
          ...(drawn === undefined ? {} : { window: drawn }),
        })),
      },
      ...(drawn === undefined ? {} : { startsAt: beforeMidnight(beforeMs) }),
    }))
}

const lasting = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((seconds) => `${seconds}s`)

/** A Sunday night, so many milliseconds before midnight UTC: less than an hour of them. */
function beforeMidnight(ms: number): string {
  const left = 3_600_000 - Math.max(1, ms)
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

type Deed = Step extends infer S ? (S extends Step ? Omit<S, 'when'> : never) : never
type Kind = Step['do']

function stepsArbitrary(setting: Setting, maxSteps: number): fc.Arbitrary<readonly Step[]> {
  const deeds = new Map<Kind, fc.Arbitrary<Deed>>()
  for (const kind of [...Object.values(actions), ...Object.values(faults)]) {
    const arbitrary = kind.arbitrary(setting)
    if (arbitrary) deeds.set(kind.do, arbitrary)
  }
  const others = [...deeds.keys()].filter((kind) => kind !== 'ask-reboot')
  const kinds = fc.oneof(fc.constant(others), fc.subarray(others, { minLength: 1 }))
  const asks = deeds.get('ask-reboot')
  if (!asks) return fc.constant([])
  return kinds.chain((chosen) => {
    const opening = fc.array(fc.tuple(openingWhen(setting.tuning), asks), { minLength: 1, maxLength: MOST_OPENING })
    const any = fc.oneof(
      { weight: 1, arbitrary: asks },
      ...chosen.map((kind) => ({
        weight: kind === 'set-max' || kind === 'operator-reboot' ? 1 : 2,
        arbitrary: deeds.get(kind) ?? asks,
      })),
    )
    const rest = fc.array(volley(setting, any), { maxLength: maxSteps - MOST_OPENING, size: 'max' })
    return fc
      .tuple(opening, rest)
      .map(([first, then]) =>
        [...first.map(([at, deed]) => ({ when: at, ...deed })), ...then.flat()].slice(0, maxSteps),
      )
  })
}

const MOST_OPENING = 4

/**
 * One to three steps that strike at the same instant, give or take, and often the same machine: what breaks promises is
 * mostly two things that happen together, and drawn apart they seldom do.
 */
function volley(setting: Setting, deed: fc.Arbitrary<Deed>): fc.Arbitrary<readonly Step[]> {
  const blow = fc.record({ deed, plusMs: delay(setting.tuning), atVictim: fc.boolean() })
  return fc
    .tuple(when(setting), fc.oneof(fc.tuple(blow), fc.tuple(blow, blow), fc.tuple(blow, blow, blow)))
    .map(([instant, blows]) =>
      blows.map(({ deed: drawn, plusMs, atVictim }, index) => {
        const victim = 'on' in instant && atVictim ? instant.machine : undefined
        return { when: index === 0 ? instant : later(instant, plusMs), ...aimed(setting, drawn, victim) }
      }),
    )
}

const later = (instant: When, ms: number): When =>
  'at' in instant ? { at: instant.at + ms } : { ...instant, plusMs: ms }

/** The deed on this machine, where its kind can be done there. */
function aimed(setting: Setting, deed: Deed, victim: string | undefined): Deed {
  if (victim === undefined || deed.do === 'set-max') return deed
  const isMember = membersOf(setting.topology).includes(victim)
  if (deed.do === 'kill-member' && !isMember) return deed
  if ((deed.do === 'ask-reboot' || deed.do === 'operator-reboot') && isMember) return deed // a lone member is not asked: see actions/ask-reboot.ts
  return { ...deed, machine: victim }
}

/** Reboots are asked for close together, so that they contend. */
const openingWhen = (tuning: Tuning): fc.Arbitrary<When> =>
  fc.record({ at: fc.oneof(fc.constant(0), fc.nat({ max: 2 * tuning.callTimeoutMs })) })

const TRIGGERS: readonly TriggerEvent[] = [
  'lock.granted',
  'lock.attempt',
  'reboot.started',
  'boot.started',
  'boot.good',
  'store.leader',
]

const delay = (tuning: Tuning): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat({ max: 20 }), // while a message is on its way
    fc.nat({ max: tuning.callTimeoutMs }),
    fc.integer({ min: tuning.bootMs, max: tuning.bootMs + tuning.electionMs }), // as a machine comes back
    fc.integer({ min: Math.floor(0.9 * tuning.goodAfterMs), max: tuning.goodAfterMs }), // just before a boot is good
  )

function when({ topology, tuning }: Setting): fc.Arbitrary<When> {
  const span = 4 * (tuning.bootMs + tuning.goodAfterMs)
  const triggered = fc.record(
    {
      on: fc.constantFrom(...TRIGGERS),
      machine: fc.constantFrom(...topology.machines.map((machine) => machine.id)),
      plusMs: delay(tuning),
    },
    { requiredKeys: ['on', 'plusMs'] },
  )
  return fc.oneof(
    { weight: 1, arbitrary: fc.record({ at: fc.nat({ max: span }) }) },
    { weight: 2, arbitrary: triggered },
  )
}
