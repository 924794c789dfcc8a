// Drives a hunt to its end, for tests: the budget is a number of runs, so that a slow machine tries no less.

import { hunt, type HuntOptions, type HuntOutcome } from '../src/harness/hunt.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'

type Budget = Omit<HuntOptions, 'world' | 'maxMs' | 'clock'>

export function huntToTheEnd(options: Budget): HuntOutcome {
  const run = hunt({ ...options, world: simWorld, maxMs: Infinity, clock: () => performance.now() })
  for (;;) {
    const next = run.next()
    if (next.done === true) return next.value
  }
}
