// How long a fault lasts. A partition that heals at once tests nothing, so short ones are still longer than a time-out.

import fc from 'fast-check'
import type { Tuning } from '../machine/tuning.ts'

/** From one call's time-out to a few boots, in milliseconds. */
export const duration = (tuning: Tuning): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: tuning.callTimeoutMs, max: 3 * tuning.callTimeoutMs }),
    fc.integer({ min: tuning.callTimeoutMs, max: 3 * (tuning.bootMs + tuning.goodAfterMs) }),
  )
