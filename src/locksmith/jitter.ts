// Waits that differ, so that those who met once do not meet again in step.

import { type Program, random, sleep } from '../runtime/operation.ts'

/** Sleeps between half of `waitMs` milliseconds and the whole of it. */
export function* sleepJittered(waitMs: number): Program<void> {
  const half = Math.ceil(waitMs / 2)
  yield* sleep(half + (yield* random(half + 1)))
}
