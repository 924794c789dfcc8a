// An operator frees the slot of a machine (`locksmithctl unlock`), rightly or not: people do it while the machine is in
// the middle of its reboot.

import fc from 'fast-check'
import { z } from 'zod'
import { unlock } from '../locksmith/lock.ts'
import { membersOf } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { insist } from './operator.ts'

export interface Unlock {
  readonly do: 'unlock'
  readonly machine: string
}

export const unlockAction: Action<Unlock> = {
  do: 'unlock',
  schema: z.strictObject({ do: z.literal('unlock'), machine: z.string() }),
  arbitrary: ({ topology }) =>
    membersOf(topology).length === 0
      ? undefined
      : fc.record({
          do: fc.constant('unlock' as const),
          machine: fc.constantFrom(...topology.machines.map((machine) => machine.id)),
        }),
  words: ({ machine }) => `operator unlocks ${machine}`,
  machines: ({ machine }) => [machine],
  apply: ({ machine }, { topology, tuning }) => {
    const group = topology.machines.find((spec) => spec.id === machine)?.group ?? ''
    return insist(() => unlock(group, machine), tuning)
  },
}
