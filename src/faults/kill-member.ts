// The etcd member of a machine is killed and comes back, with its disk; the machine runs on.

import fc from 'fast-check'
import { z } from 'zod'
import { membersOf } from '../machine/topology.ts'
import { killMember, probeMember, startMember } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault } from './fault.ts'
import { answersAgain, silenced } from './witness.ts'

export interface KillMember {
  readonly do: 'kill-member'
  readonly machine: string
  /** Milliseconds. */
  readonly forMs: number
}

export const killMemberFault: Fault<KillMember> = {
  do: 'kill-member',
  schema: z.strictObject({ do: z.literal('kill-member'), machine: z.string(), forMs: z.int().positive() }),
  arbitrary: ({ topology, tuning }) => {
    const members = membersOf(topology)
    if (members.length === 0) return undefined
    return fc.record({
      do: fc.constant('kill-member' as const),
      machine: fc.constantFrom(...members),
      forMs: duration(tuning),
    })
  },
  words: ({ machine }) => `kill the etcd member of ${machine}`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => machine,
  colour: 2,
  *apply({ machine }, { tuning }) {
    yield* killMember(machine)
    const member = `etcd on ${machine}`
    return {
      *begun() {
        return silenced(member, yield* probeMember(machine))
      },
      *mend() {
        yield* startMember(machine)
      },
      *ended() {
        return yield* answersAgain(member, () => probeMember(machine), tuning)
      },
    }
  },
}
