// A machine loses power at once and without a word; its disk stays. Without a duration it never comes back.

import fc from 'fast-check'
import { z } from 'zod'
import { powerCut, powerOn, probeMachine } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault } from './fault.ts'
import { answersAgain } from './witness.ts'

export interface PowerCut {
  readonly do: 'power-cut'
  readonly machine: string
  /** Milliseconds; absent: for good. */
  readonly forMs?: number | undefined
}

export const powerCutFault: Fault<PowerCut> = {
  do: 'power-cut',
  schema: z.strictObject({
    do: z.literal('power-cut'),
    machine: z.string(),
    forMs: z.int().positive().optional(),
  }),
  arbitrary: ({ topology, tuning }) =>
    fc.record({
      do: fc.constant('power-cut' as const),
      machine: fc.constantFrom(...topology.machines.map((machine) => machine.id)),
      forMs: duration(tuning),
    }),
  words: ({ machine }) => `cut the power of ${machine}`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => machine,
  colour: 0,
  *apply({ machine }, { tuning }) {
    yield* powerCut(machine)
    return {
      *begun() {
        return (yield* probeMachine(machine)) === 'down'
          ? { verdict: 'seen', evidence: `${machine} is off` }
          : { verdict: 'unseen', evidence: `${machine} still runs` }
      },
      *mend() {
        yield* powerOn(machine)
      },
      *ended() {
        return yield* answersAgain(machine, () => probeMachine(machine), tuning)
      },
    }
  },
}
