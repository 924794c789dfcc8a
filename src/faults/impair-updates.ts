// The update server fails its machines, all of them, for a while: it is down, or slow, or what it serves ends early or is
// altered on the way.

import fc from 'fast-check'
import { z } from 'zod'
import { hasUpdates } from '../machine/topology.ts'
import type { Tuning } from '../machine/tuning.ts'
import { now, type Program, sleep } from '../runtime/operation.ts'
import { type Impairment, IMPAIRMENTS, impairUpdates, mend, probeUpdates, type UpdatesProbe } from '../worlds/world.ts'
import { updateDuration } from './duration.ts'
import type { Fault, Testimony } from './fault.ts'
import { witnessMs } from './witness.ts'

export interface ImpairUpdates {
  readonly do: 'impair-updates'
  readonly how: Impairment
  /** Milliseconds. */
  readonly forMs: number
}

export const impairUpdatesFault: Fault<ImpairUpdates> = {
  do: 'impair-updates',
  schema: z.strictObject({ do: z.literal('impair-updates'), how: z.enum(IMPAIRMENTS), forMs: z.int().positive() }),
  arbitrary: ({ topology, tuning }) =>
    hasUpdates(topology)
      ? fc.record({
          do: fc.constant('impair-updates' as const),
          how: fc.constantFrom(...IMPAIRMENTS),
          forMs: updateDuration(tuning),
        })
      : undefined,
  words: ({ how }) => WORDS[how],
  machines: () => [],
  seizes: () => 'the update server',
  colour: 5,
  *apply({ how }, { tuning }) {
    const id = yield* impairUpdates(how)
    return {
      *begun() {
        const probe = yield* probeUpdates()
        return { verdict: isImpaired(how, probe) ? 'seen' : 'unseen', evidence: told(probe) }
      },
      *mend() {
        yield* mend(id)
      },
      ended: () => well(how, tuning),
    }
  },
}

/** Slower than this is slow: without the impairment an answer takes some milliseconds. */
const SLOW_MS = 300

function isImpaired(how: Impairment, { answers, ms, payload }: UpdatesProbe): boolean {
  switch (how) {
    case 'down':
      return !answers
    case 'slow':
      return ms >= SLOW_MS
    case 'truncated':
    case 'corrupted':
      return payload === how
  }
}

const isWell = (how: Impairment, { answers, ms, payload }: UpdatesProbe): boolean =>
  how === 'truncated' || how === 'corrupted' ? payload === 'whole' : answers && (how === 'down' || ms < SLOW_MS)

/** Waits until it is as before. */
function* well(how: Impairment, tuning: Tuning): Program<Testimony> {
  const deadline = (yield* now()) + witnessMs(tuning)
  for (;;) {
    const probe = yield* probeUpdates()
    if (isWell(how, probe)) return { verdict: 'seen', evidence: told(probe) }
    if ((yield* now()) >= deadline) return { verdict: 'unseen', evidence: told(probe) }
    yield* sleep(Math.ceil(tuning.bootMs / 4))
  }
}

const told = ({ answers, ms, payload }: UpdatesProbe): string =>
  `the update server ${answers ? 'answers' : 'does not answer'} (${Math.round(ms)} ms), payload: ${payload}`

const WORDS: Readonly<Record<Impairment, string>> = {
  down: 'stop the update server',
  slow: 'slow the update server down',
  truncated: "cut the update server's payloads short",
  corrupted: "alter the update server's payloads",
}
