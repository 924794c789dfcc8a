// A whole machine stands still for a while and then goes on, none the wiser: a paused virtual machine, a stuck disk.

import fc from 'fast-check'
import { z } from 'zod'
import { freeze, probeMachine, thaw } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault } from './fault.ts'
import { answersAgain, silenced } from './witness.ts'

export interface Hang {
  readonly do: 'hang'
  readonly machine: string
  /** Milliseconds. */
  readonly forMs: number
}

export const hangFault: Fault<Hang> = {
  do: 'hang',
  schema: z.strictObject({ do: z.literal('hang'), machine: z.string(), forMs: z.int().positive() }),
  arbitrary: ({ topology, tuning }) =>
    fc.record({
      do: fc.constant('hang' as const),
      machine: fc.constantFrom(...topology.machines.map((machine) => machine.id)),
      forMs: duration(tuning),
    }),
  words: ({ machine }) => `hang ${machine}`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => machine,
  colour: 1,
  *apply({ machine }, { tuning }) {
    yield* freeze(machine)
    return {
      *begun() {
        return silenced(machine, yield* probeMachine(machine))
      },
      *mend() {
        yield* thaw(machine)
      },
      *ended() {
        return yield* answersAgain(machine, () => probeMachine(machine), tuning)
      },
    }
  },
}
