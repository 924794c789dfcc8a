// A machine loses power at once and without a word; its disk stays. Without a duration it never comes back.

import fc from 'fast-check'
import { z } from 'zod'
import { fleetOf, membersOf } from '../machine/topology.ts'
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
  arbitrary: ({ topology, tuning }) => {
    const cut = { do: fc.constant('power-cut' as const) }
    const back = fc.record({
      ...cut,
      machine: fc.constantFrom(...topology.machines.map((machine) => machine.id)),
      forMs: duration(tuning),
    })
    // What runs units and no store may be lost for good: its units are to go elsewhere.
    const members = membersOf(topology)
    const workers = fleetOf(topology).filter((id) => !members.includes(id))
    if (workers.length === 0) return back
    const lost = fc.record({ ...cut, machine: fc.constantFrom(...workers) })
    return fc.oneof({ weight: 3, arbitrary: back }, { weight: 1, arbitrary: lost })
  },
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
