// How a probe becomes testimony.

import { now, type Operation, type Program, sleep } from '../runtime/operation.ts'
import type { Tuning } from '../machine/tuning.ts'
import type { Probe } from '../worlds/world.ts'
import type { Testimony } from './fault.ts'

/** The fault should have silenced this. */
export function silenced(what: string, probe: Probe): Testimony {
  switch (probe) {
    case 'silent':
      return { verdict: 'seen', evidence: `${what} does not answer` }
    case 'down':
      return { verdict: 'moot', evidence: `${what} was not running` }
    case 'answers':
      return { verdict: 'unseen', evidence: `${what} still answers` }
  }
}

/** Waits until it answers. It may be down for its own reasons, a reboot say, and then its silence proves nothing. */
export function* answersAgain(what: string, probe: () => Operation<Probe>, tuning: Tuning): Program<Testimony> {
  const deadline = (yield* now()) + witnessMs(tuning)
  for (;;) {
    const seen = yield* probe()
    if (seen === 'answers') return { verdict: 'seen', evidence: `${what} answers` }
    if ((yield* now()) >= deadline) {
      return seen === 'down'
        ? { verdict: 'moot', evidence: `${what} is not running` }
        : { verdict: 'unseen', evidence: `${what} does not answer` }
    }
    yield* sleep(Math.ceil(tuning.bootMs / 4))
  }
}

/** How long the end of a fault may take to show: a boot, an election, and slack for a slow host. */
export const witnessMs = (tuning: Tuning): number => 2 * tuning.bootMs + 4 * tuning.electionMs + 10_000
