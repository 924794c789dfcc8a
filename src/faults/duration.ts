// How long a fault lasts. A partition that heals at once tests nothing, so short ones are still longer than a time-out.

import fc from 'fast-check'
import type { Tuning } from '../machine/tuning.ts'

/** From one call's time-out to a few boots, in milliseconds. */
export const duration = (tuning: Tuning): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: tuning.callTimeoutMs, max: 3 * tuning.callTimeoutMs }),
    fc.integer({ min: tuning.callTimeoutMs, max: 3 * (tuning.bootMs + tuning.goodAfterMs) }),
  )

/** For what befalls updates, also until a machine has checked once or twice, in milliseconds. */
export const updateDuration = (tuning: Tuning): fc.Arbitrary<number> => {
  const { callTimeoutMs, updates } = tuning
  if (updates === undefined) return duration(tuning)
  return fc.oneof(duration(tuning), fc.integer({ min: callTimeoutMs, max: callTimeoutMs + 2 * updates.periodicMs }))
}
