// An operator changes how many machines of a group may reboot at once (`locksmithctl set-max`).

import fc from 'fast-check'
import { z } from 'zod'
import { setMax } from '../locksmith/lock.ts'
import { groupsOf, membersOf } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { insist } from './operator.ts'

export interface SetMax {
  readonly do: 'set-max'
  readonly group: string
  readonly max: number
}

export const setMaxAction: Action<SetMax> = {
  do: 'set-max',
  schema: z.strictObject({ do: z.literal('set-max'), group: z.string(), max: z.int().min(0).max(1000) }),
  // Only 1: a larger one breaks promises by itself, which is a scenario's point and not a hunt's find; 0 lets nobody
  // reboot for the rest of the run.
  arbitrary: ({ topology }) =>
    membersOf(topology).length === 0
      ? undefined
      : fc.record({
          do: fc.constant('set-max' as const),
          group: fc.constantFrom(...groupsOf(topology)),
          max: fc.constant(1),
        }),
  words: ({ group, max }) => `set-max ${max}${group === '' ? '' : ` for group ${group}`}`,
  machines: () => [],
  apply: ({ group, max }, { tuning }) => insist(() => setMax(group, max), tuning),
}
