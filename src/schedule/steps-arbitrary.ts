// Draws the steps of a schedule for a cluster.
//
// Half of the schedules are swarms (Groce et al., "Swarm Testing", 2012): they draw first which kinds of step exist at
// all, since a common kind can hide what a rare one would show.

import fc from 'fast-check'
import { actions } from '../actions/index.ts'
import { faults } from '../faults/index.ts'
import { hasFleet, hasUpdates, membersOf, updatersOf } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Setting } from '../worlds/world.ts'
import { misfit } from './misfit.ts'
import { firstRelease, recalledArbitrary, releaseArbitrary, rising } from './releases-arbitrary.ts'
import { firstUnits } from './fleet-arbitrary.ts'
import { type Step, TRIGGER_EVENTS, type TriggerEvent, type When } from './schedule.ts'
import { unitBout } from './unit-bouts-arbitrary.ts'

type Deed = Step extends infer S ? (S extends Step ? Omit<S, 'when'> : never) : never
type Kind = Step['do']

export function stepsArbitrary(setting: Setting, maxSteps: number): fc.Arbitrary<readonly Step[]> {
  const deeds = new Map<Kind, fc.Arbitrary<Deed>>()
  for (const kind of [...Object.values(actions), ...Object.values(faults)]) {
    const arbitrary = kind.arbitrary(setting)
    if (arbitrary) deeds.set(kind.do, arbitrary)
  }
  const others = [...deeds.keys()].filter((kind) => kind !== 'ask-reboot')
  const kinds = fc.oneof(fc.constant(others), fc.subarray(others, { minLength: 1 }))
  const asks = deeds.get('ask-reboot')
  const opening = hasUpdates(setting.topology) ? firstRelease(setting) : asks && contending(setting.tuning, asks)
  if (!opening) return fc.constant([])
  return kinds.chain((chosen) => {
    const any = fc.oneof(
      ...(asks ? [{ weight: 1, arbitrary: asks }] : []),
      ...chosen.flatMap((kind) => {
        const arbitrary = deeds.get(kind)
        return arbitrary ? [{ weight: SELDOM.has(kind) ? 1 : 2, arbitrary }] : []
      }),
    )
    const rest = fc.array(bout(setting, any), { maxLength: maxSteps - MOST_OPENING, size: 'max' })
    const units = hasFleet(setting.topology) ? firstUnits(setting) : fc.constant([])
    return fc
      .tuple(units, opening, rest)
      .map(([started, first, then]) => rising([started, first, ...then]).slice(0, maxSteps))
  })
}

const SELDOM: ReadonlySet<Kind> = new Set([
  ...(['set-max', 'operator-reboot', 'set-clock'] as const),
  ...(['withdraw', 'set-policy', 'mark-floor', 'check-for-update', 'configure'] as const),
  ...(['refuse-starts', 'garble-state', 'add-machine', 'remove-machine'] as const),
])

const MOST_OPENING = 4

/** Reboots are asked for close together, so that they contend. */
const contending = (tuning: Tuning, asks: fc.Arbitrary<Deed>): fc.Arbitrary<readonly Step[]> =>
  fc
    .array(fc.tuple(openingWhen(tuning), asks), { minLength: 1, maxLength: MOST_OPENING })
    .map((drawn) => drawn.map(([at, deed]) => ({ when: at, ...deed })))

const openingWhen = (tuning: Tuning): fc.Arbitrary<When> =>
  fc.record({ at: fc.oneof(fc.constant(0), fc.nat({ max: 2 * tuning.callTimeoutMs })) })

/** Steps that belong together: a volley, or now and then a story of a unit, or another release on its way to the machines. */
function bout(setting: Setting, deed: fc.Arbitrary<Deed>): fc.Arbitrary<readonly Step[]> {
  const some = volley(setting, deed)
  const ofUnits = unitBout(setting)
  return fc.oneof(
    { weight: 10, arbitrary: some },
    ...(membersOf(setting.topology).length > 0 ? [{ weight: 1, arbitrary: takenFrom(setting) }] : []),
    ...(hasUpdates(setting.topology) ? updateBouts(setting) : []),
    ...(ofUnits ? [{ weight: 2, arbitrary: ofUnits }] : []),
  )
}

/** A machine stands still while it asks for the lock, and an operator frees its slot before it goes on. */
const takenFrom = ({ topology, tuning: { callTimeoutMs } }: Setting): fc.Arbitrary<readonly Step[]> =>
  fc
    .record({
      machine: fc.constantFrom(...topology.machines.map(({ id }) => id)),
      plusMs: fc.nat({ max: 20 }),
      laterMs: fc.nat({ max: callTimeoutMs }),
      forMs: fc.integer({ min: callTimeoutMs, max: 3 * callTimeoutMs }),
    })
    .map(({ machine, plusMs, laterMs, forMs }) => [
      { when: { on: 'lock.attempt', machine, plusMs }, do: 'hang', machine, forMs },
      { when: { on: 'lock.attempt', machine, plusMs: plusMs + laterMs }, do: 'unlock', machine },
    ])

const updateBouts = (setting: Setting): readonly fc.WeightedArbitrary<readonly Step[]>[] => [
  { weight: 2, arbitrary: releaseArbitrary(setting, when(setting)) },
  { weight: 1, arbitrary: recalledArbitrary(setting, when(setting)) },
  { weight: 3, arbitrary: strike(setting) },
]

/** A machine loses its power or its engine in the middle of an update: between two writes, which are milliseconds apart. */
function strike({ topology, tuning }: Setting): fc.Arbitrary<readonly Step[]> {
  return fc
    .record({
      on: fc.constantFrom(...UPDATE_TRIGGERS),
      machine: fc.constantFrom(...updatersOf(topology)),
      plusMs: fc.oneof(fc.nat({ max: 15 }), fc.nat({ max: tuning.callTimeoutMs })),
      forMs: fc.integer({ min: 1, max: tuning.bootMs + tuning.goodAfterMs }),
      engine: fc.boolean(),
    })
    .map(({ on, machine, plusMs, forMs, engine }) => [
      engine
        ? { when: { on, machine, plusMs }, do: 'crash-daemon', machine, daemon: 'update engine', forMs }
        : { when: { on, machine, plusMs }, do: 'power-cut', machine, forMs },
    ])
}

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
        const step: Step = { when: index === 0 ? instant : later(instant, plusMs), ...drawn }
        return aimed(setting, step, victim)
      }),
    )
}

const later = (instant: When, ms: number): When =>
  'at' in instant ? { at: instant.at + ms } : { ...instant, plusMs: ms }

/** The step on this machine, where its kind can be done there. */
function aimed({ topology }: Setting, step: Step, victim: string | undefined): Step {
  if (victim === undefined || !('machine' in step)) return step
  if (step.do === 'configure') return step // it was drawn to suit its machine
  const asks = step.do === 'ask-reboot' || step.do === 'operator-reboot'
  if (asks && membersOf(topology).includes(victim)) return step // a lone member is not asked: see actions/ask-reboot.ts
  const moved = { ...step, machine: victim }
  return misfit(moved, topology) === undefined ? moved : step
}

/** The steps of an update's way: to lose power at each of them is what two slots are for. */
const UPDATE_TRIGGERS: readonly TriggerEvent[] = [
  'rollout.granted',
  'slot.writing',
  'slot.written',
  'update.installed',
  'boot.slot',
  'update.rolled-back',
]

/** The steps of a unit's way to its machine. */
const FLEET_TRIGGERS: readonly TriggerEvent[] = [
  'fleet.joined',
  'engine.leads',
  'unit.placed',
  'unit.claimed',
  'unit.up',
]

/** What happens in every cluster. */
const TRIGGERS = TRIGGER_EVENTS.filter((event) => ![...UPDATE_TRIGGERS, ...FLEET_TRIGGERS].includes(event))

const delay = (tuning: Tuning): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat({ max: 20 }), // while a message is on its way
    fc.nat({ max: tuning.callTimeoutMs }),
    fc.integer({ min: tuning.bootMs, max: tuning.bootMs + tuning.electionMs }), // as a machine comes back
    fc.integer({ min: Math.floor(0.9 * tuning.goodAfterMs), max: tuning.goodAfterMs }), // just before a boot is good
  )

function when({ topology, tuning }: Setting): fc.Arbitrary<When> {
  const { initialMs = 0, fuzzMs = 0, periodicMs = 0 } = tuning.updates ?? {}
  const span = 4 * (tuning.bootMs + tuning.goodAfterMs) + initialMs + fuzzMs + periodicMs
  const triggered = fc.record(
    {
      on: fc.constantFrom(
        ...TRIGGERS,
        ...(hasUpdates(topology) ? UPDATE_TRIGGERS : []),
        ...(hasFleet(topology) ? FLEET_TRIGGERS : []),
      ),
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
