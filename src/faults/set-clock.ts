// The wall clock of a machine is wrong for a while: it jumps when that begins, and jumps back when it ends.

import fc from 'fast-check'
import { z } from 'zod'
import { askDate } from '../machine/control.ts'
import type { Tuning } from '../machine/tuning.ts'
import { now, type Program, sleep } from '../runtime/operation.ts'
import { setClock } from '../worlds/world.ts'
import { duration } from './duration.ts'
import type { Fault, Testimony } from './fault.ts'

export interface SetClock {
  readonly do: 'set-clock'
  readonly machine: string
  /** How far it is ahead of the run's clock, in milliseconds; negative: behind. */
  readonly skewMs: number
  /** Milliseconds until it is right again. */
  readonly forMs: number
}

/** As far as a daylight-saving mistake goes, and far enough for a reboot window. */
const LEAST_MS = 5_000
const MOST_MS = 7_200_000

export const setClockFault: Fault<SetClock> = {
  do: 'set-clock',
  schema: z.strictObject({
    do: z.literal('set-clock'),
    machine: z.string(),
    skewMs: z.int().refine((skewMs) => Math.abs(skewMs) >= LEAST_MS, `at least ${LEAST_MS} ms, ahead or behind`),
    forMs: z.int().positive(),
  }),
  arbitrary: ({ topology, tuning }) => {
    // who has neither a window nor updates does not look at the calendar
    const machines = topology.machines.filter(({ window, channel }) => window !== undefined || channel !== undefined)
    if (machines.length === 0) return undefined
    return fc.record({
      do: fc.constant('set-clock' as const),
      machine: fc.constantFrom(...machines.map(({ id }) => id)),
      skewMs: fc
        .tuple(
          fc.oneof(fc.integer({ min: LEAST_MS, max: 60_000 }), fc.integer({ min: LEAST_MS, max: MOST_MS })),
          fc.boolean(),
        )
        .map(([ms, behind]) => (behind ? -ms : ms)),
      forMs: duration(tuning),
    })
  },
  words: ({ machine, skewMs }) =>
    `set the clock of ${machine} ${Math.abs(skewMs) / 1000} s ${skewMs > 0 ? 'ahead' : 'back'}`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => `the clock of ${machine}`,
  colour: 7,
  *apply({ machine, skewMs }, { tuning }) {
    yield* setClock(machine, skewMs)
    return {
      *begun() {
        return yield* reported(machine, skewMs, tuning)
      },
      *mend() {
        yield* setClock(machine, 0)
      },
      *ended() {
        return yield* reported(machine, 0, tuning)
      },
    }
  },
}

/** The machine's own word is the witness; one that is off or hangs has none. To be told may take it a moment. */
function* reported(machine: string, skewMs: number, tuning: Tuning): Program<Testimony> {
  const until = (yield* now()) + tuning.callTimeoutMs
  for (;;) {
    const asked = yield* now()
    const answer = yield* askDate(machine, tuning.callTimeoutMs)
    const answered = yield* now()
    if (answer.kind !== 'ok') return { verdict: 'moot', evidence: `${machine} was not there to ask` }
    const shown = Number(answer.value)
    const right = shown >= asked + skewMs - SLACK_MS && shown <= answered + skewMs + SLACK_MS
    const aheadS = Math.round((shown - answered) / 1_000)
    if (right) return { verdict: 'seen', evidence: `the clock of ${machine} is ${aheadS} s ahead` }
    if (answered > until) return { verdict: 'unseen', evidence: `the clock of ${machine} is ${aheadS} s ahead` }
    yield* sleep(Math.ceil(tuning.callTimeoutMs / 10))
  }
}

/** A machine's clock is asked over the wire, and in containers to the millisecond only. */
const SLACK_MS = 1_000
