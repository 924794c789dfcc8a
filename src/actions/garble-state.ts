// A broken client sets the target state of a unit to a word that is none, past the API, which would not have it. Nobody can
// say then what the unit is to become: it is to be left as it is.

import fc from 'fast-check'
import { z } from 'zod'
import { setTargetState } from '../fleet/registry/units.ts'
import { TARGET_STATES, type TargetState } from '../fleet/unit.ts'
import { hasFleet } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { drawnUnitName } from './units-arbitrary.ts'

export interface GarbleState {
  readonly do: 'garble-state'
  readonly unit: string
  /** What stands there then. */
  readonly state: string
}

const isNone = (text: string): boolean => !TARGET_STATES.some((state) => state === text)

export const garbleStateAction: Action<GarbleState> = {
  do: 'garble-state',
  schema: z.strictObject({
    do: z.literal('garble-state'),
    unit: z.string().min(1).max(256),
    state: z.string().max(256).refine(isNone, 'a text that is no target state'),
  }),
  arbitrary: ({ topology }) =>
    hasFleet(topology)
      ? fc.record({
          do: fc.constant('garble-state' as const),
          unit: drawnUnitName(topology),
          state: fc.constantFrom('bogus', '', 'Launched'),
        })
      : undefined,
  words: ({ unit, state }) => `a broken client sets the target state of ${unit} to ${JSON.stringify(state)}`,
  machines: () => [],
  *apply({ unit, state }) {
    const set = yield* setTargetState(unit, state as TargetState) // which it is not: that is the point
    if (set.kind !== 'ok') return { outcome: set.kind, detail: set.reason }
    const { kind, revision } = set.value
    return kind === 'set'
      ? { outcome: 'ok', detail: `as of revision ${revision}` }
      : { outcome: 'fail', detail: `there is no ${unit}` }
  },
}
