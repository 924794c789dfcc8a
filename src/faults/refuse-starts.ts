// The unit manager of a machine starts nothing for a while: it does not answer on its bus, or has no room for another job.
// What runs, runs on.

import fc from 'fast-check'
import { z } from 'zod'
import { askStart } from '../machine/control.ts'
import { fleetOf } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Program } from '../runtime/operation.ts'
import { refuseJobs } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault, Testimony } from './fault.ts'

export interface RefuseStarts {
  readonly do: 'refuse-starts'
  readonly machine: string
  /** Milliseconds. */
  readonly forMs: number
}

/** What a client of systemd is told whose bus does not answer: sd_bus_call(3), -ENOTCONN. */
const REFUSAL = 'Transport endpoint is not connected'

export const refuseStartsFault: Fault<RefuseStarts> = {
  do: 'refuse-starts',
  schema: z.strictObject({ do: z.literal('refuse-starts'), machine: z.string(), forMs: z.int().positive() }),
  arbitrary: ({ topology, tuning }) => {
    const machines = fleetOf(topology)
    if (machines.length === 0) return undefined
    return fc.record({
      do: fc.constant('refuse-starts' as const),
      machine: fc.constantFrom(...machines),
      forMs: duration(tuning),
    })
  },
  words: ({ machine }) => `have the unit manager of ${machine} start nothing`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => `the unit manager of ${machine}`,
  colour: 6,
  *apply({ machine }, { tuning }) {
    yield* refuseJobs(machine, REFUSAL)
    return {
      *begun() {
        return yield* tried(machine, 'refuses', tuning)
      },
      *mend() {
        yield* refuseJobs(machine, undefined)
      },
      *ended() {
        return yield* tried(machine, 'starts', tuning)
      },
    }
  },
}

/** Somebody on the machine tries to start a unit, by the way that fleet goes too; on one that is off or hangs nobody can. */
function* tried(machine: string, expected: 'refuses' | 'starts', tuning: Tuning): Program<Testimony> {
  const outcome = yield* askStart(machine, tuning.callTimeoutMs)
  if (outcome.kind !== 'ok') return { verdict: 'moot', evidence: `${machine} was not there to ask` }
  const refused = typeof outcome.value === 'object'
  const says = refused ? JSON.stringify(outcome.value) : 'it starts units'
  return {
    verdict: refused === (expected === 'refuses') ? 'seen' : 'unseen',
    evidence: `the unit manager of ${machine}: ${says}`,
  }
}
