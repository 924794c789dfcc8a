// An operator changes how many machines of a group may reboot at once (`locksmithctl set-max`).

import fc from 'fast-check'
import { z } from 'zod'
import { setMax } from '../locksmith/lock.ts'
import { groupsOf, majorityOf, membersOf, type Topology } from '../machine/topology.ts'
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
  // As many as the group can spare: more breaks promises by itself, which is a scenario's point and not a hunt's find; 0
  // lets nobody reboot for the rest of the run.
  arbitrary: ({ topology }) =>
    membersOf(topology).length === 0
      ? undefined
      : fc.constantFrom(...groupsOf(topology)).chain((group) =>
          fc.record({
            do: fc.constant('set-max' as const),
            group: fc.constant(group),
            max: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: spare(topology, group) })),
          }),
        ),
  words: ({ group, max }) => `set-max ${max}${group === '' ? '' : ` for group ${group}`}`,
  machines: () => [],
  apply: ({ group, max }, { tuning }) => insist(() => setMax(group, max), tuning),
}

/** How many machines of the group may reboot at once: never all, and never so many that etcd has no majority; at least 1. */
function spare(topology: Topology, group: string): number {
  const { machines } = topology
  const size = machines.filter((machine) => machine.group === group).length
  const members = membersOf(topology).length
  const areMembers = machines.some((machine) => machine.group === group && machine.roles.includes('etcd'))
  const most = areMembers ? Math.min(size - 1, members - majorityOf(members)) : size - 1
  return Math.max(1, most)
}
