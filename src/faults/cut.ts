// A machine is cut from members of the store: both ways, or so that its requests arrive and their answers do not.

import fc from 'fast-check'
import { z } from 'zod'
import { membersOf, type Topology } from '../machine/topology.ts'
import { cut, type CutDirection, type CutId, mend, probeLink } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault, Testimony } from './fault.ts'
import { answersAgain, silenced } from './witness.ts'

export interface Cut {
  readonly do: 'cut'
  readonly machine: string
  /** The member at the other end; absent: every member. */
  readonly member?: string | undefined
  readonly direction: CutDirection
  /** Milliseconds. */
  readonly forMs: number
}

export const cutFault: Fault<Cut> = {
  do: 'cut',
  schema: z.strictObject({
    do: z.literal('cut'),
    machine: z.string(),
    member: z.string().optional(),
    direction: z.enum(['both', 'answers']),
    forMs: z.int().positive(),
  }),
  arbitrary: ({ topology, tuning }) => {
    const members = membersOf(topology)
    if (members.length === 0) return undefined
    return fc.record(
      {
        do: fc.constant('cut' as const),
        machine: fc.constantFrom(...topology.machines.map((machine) => machine.id)),
        member: fc.constantFrom(...members),
        direction: fc.constantFrom<CutDirection>('both', 'answers'),
        forMs: duration(tuning),
      },
      { requiredKeys: ['do', 'machine', 'direction', 'forMs'] },
    )
  },
  words: ({ machine, member, direction }) =>
    `cut ${direction === 'both' ? machine : `the answers to ${machine}`} from ${member === undefined ? 'the store' : `etcd on ${member}`}`,
  machines: ({ machine, member }) => (member === undefined ? [machine] : [machine, member]),
  seizes: ({ machine }) => `the links of ${machine}`,
  colour: 3,
  *apply({ machine, member, direction }, { topology, tuning }) {
    const members = far(topology, member)
    const cuts: CutId[] = []
    for (const end of members) cuts.push(yield* cut(machine, end, direction))
    const link = (end: string) => `the link from ${machine} to etcd on ${end}`
    return {
      *begun() {
        const seen: Testimony[] = []
        for (const end of members) seen.push(silenced(link(end), yield* probeLink(machine, end)))
        return together(seen)
      },
      *mend() {
        for (const id of cuts) yield* mend(id)
      },
      *ended() {
        const seen: Testimony[] = []
        for (const end of members) seen.push(yield* answersAgain(link(end), () => probeLink(machine, end), tuning))
        return together(seen)
      },
    }
  },
}

const far = (topology: Topology, member: string | undefined): readonly string[] =>
  member === undefined ? membersOf(topology) : [member]

/** One link that should have shown and did not is enough; one that showed is enough otherwise. */
function together(seen: readonly Testimony[]): Testimony {
  const verdicts = seen.map((testimony) => testimony.verdict)
  const evidence = seen.map((testimony) => testimony.evidence).join('; ')
  if (verdicts.includes('unseen')) return { verdict: 'unseen', evidence }
  return { verdict: verdicts.includes('seen') ? 'seen' : 'moot', evidence }
}
