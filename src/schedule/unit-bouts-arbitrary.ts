// Draws steps about units that belong together, and that drawn apart hardly ever meet: what is asked of a unit while its
// agent is away, while it is on its way to a machine, or while its place is taken.

import fc from 'fast-check'
import { drawnUnit, GLOBAL_UNIT, rivalUnits } from '../actions/units-arbitrary.ts'
import { fleetOf } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Setting } from '../worlds/world.ts'
import type { Step, TriggerEvent } from './schedule.ts'

/** Undefined: no machine runs units. */
export function unitBout(setting: Setting): fc.Arbitrary<readonly Step[]> | undefined {
  const [first, ...more] = fleetOf(setting.topology)
  if (first === undefined) return undefined
  return more.length === 0
    ? fc.oneof(upset(setting), recalled(setting))
    : fc.oneof(upset(setting), recalled(setting), swapped(setting))
}

const aMachine = ({ topology }: Setting): fc.Arbitrary<string> => fc.constantFrom(...fleetOf(topology))

/** Before the storm is half over. */
const begins = ({ bootMs, goodAfterMs }: Tuning): fc.Arbitrary<number> => fc.nat({ max: 4 * (bootMs + goodAfterMs) })

/** So long that what was asked for has been done, as a rule. */
const pause = ({ callTimeoutMs }: Tuning): fc.Arbitrary<number> =>
  fc.integer({ min: Math.floor(callTimeoutMs / 4), max: callTimeoutMs })

/**
 * The fleet daemon of a machine crashes on a unit's way there, and the unit is to be something else before it is back or
 * just after: a daemon that starts anew has to find out what its machine runs.
 */
function upset(setting: Setting): fc.Arbitrary<readonly Step[]> {
  const { topology, tuning } = setting
  const { callTimeoutMs } = tuning
  return fc
    .record({
      unit: fc.oneof(drawnUnit(topology), fc.constant(GLOBAL_UNIT)), // which is sure to be on that machine
      verb: fc.constantFrom('stop-unit' as const, 'unload-unit' as const, 'destroy-unit' as const),
      on: fc.constantFrom<TriggerEvent>('unit.placed', 'unit.claimed', 'unit.up'),
      machine: aMachine(setting),
      through: aMachine(setting),
      at: fc.nat({ max: 2 * callTimeoutMs }),
      plusMs: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: callTimeoutMs })),
      laterMs: pause(tuning),
      forMs: fc.integer({ min: callTimeoutMs, max: 3 * callTimeoutMs }),
    })
    .map(({ unit: { name, text }, verb, on, machine, through, at, plusMs, laterMs, forMs }) => [
      { when: { at }, do: 'start-unit', machine: through, unit: name, file: text },
      { when: { on, machine, plusMs }, do: 'crash-daemon', machine, daemon: 'fleet', forMs },
      { when: { on, machine, plusMs: plusMs + laterMs }, do: verb, machine: through, unit: name },
    ])
}

/** A unit is started and destroyed while an agent is away to whose machine it may have been scheduled. */
function recalled(setting: Setting): fc.Arbitrary<readonly Step[]> {
  const { topology, tuning } = setting
  return fc
    .record({
      unit: drawnUnit(topology),
      machine: aMachine(setting),
      through: aMachine(setting),
      at: begins(tuning),
      startedMs: pause(tuning),
      destroyedMs: pause(tuning),
    })
    .map(({ unit: { name, text }, machine, through, at, startedMs, destroyedMs }) => [
      { when: { at }, do: 'crash-daemon', machine, daemon: 'fleet', forMs: 3 * tuning.callTimeoutMs },
      { when: { at: at + startedMs }, do: 'start-unit', machine: through, unit: name, file: text },
      { when: { at: at + startedMs + destroyedMs }, do: 'destroy-unit', machine: through, unit: name },
    ])
}

/** While a unit is down, one that conflicts with it takes its place; then it is to run again. */
function swapped(setting: Setting): fc.Arbitrary<readonly Step[]> {
  const { tuning } = setting
  return fc
    .record({
      rivals: rivalUnits,
      through: aMachine(setting),
      at: begins(tuning),
      pauses: fc.tuple(pause(tuning), pause(tuning), pause(tuning)),
    })
    .map(({ rivals: [unit, rival], through, at, pauses: [down, taken, again] }) => {
      const start = (one: typeof unit) => ({
        do: 'start-unit' as const,
        machine: through,
        unit: one.name,
        file: one.text,
      })
      return [
        { when: { at }, ...start(unit) },
        { when: { at: at + down }, do: 'unload-unit', machine: through, unit: unit.name },
        { when: { at: at + down + taken }, ...start(rival) },
        { when: { at: at + down + taken + again }, ...start(unit) },
      ]
    })
}
