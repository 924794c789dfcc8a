// How long a fault lasts. A partition that heals at once tests nothing, so short ones are still longer than a time-out.

import fc from 'fast-check'
import type { Tuning } from '../machine/tuning.ts'

/** From one call's time-out to a few boots, in milliseconds. With fleet now and then past the life of a lease. */
export function duration({ callTimeoutMs, bootMs, goodAfterMs, fleet }: Tuning): fc.Arbitrary<number> {
  const short = fc.integer({ min: callTimeoutMs, max: 3 * callTimeoutMs })
  const long = fc.integer({ min: callTimeoutMs, max: 3 * (bootMs + goodAfterMs) })
  if (fleet === undefined) return fc.oneof(short, long)
  return fc.oneof(
    { weight: 2, arbitrary: short },
    { weight: 2, arbitrary: long },
    { weight: 1, arbitrary: pastALease(fleet.ttlSeconds * 1000) },
  )
}

/** Until a machine that is cut off has lost its lease, and what it ran runs elsewhere. */
const pastALease = (ttlMs: number): fc.Arbitrary<number> => fc.integer({ min: ttlMs, max: 2 * ttlMs })

/** For what befalls updates, also until a machine has checked once or twice, in milliseconds. */
export const updateDuration = (tuning: Tuning): fc.Arbitrary<number> => {
  const { callTimeoutMs, updates } = tuning
  if (updates === undefined) return duration(tuning)
  return fc.oneof(duration(tuning), fc.integer({ min: callTimeoutMs, max: callTimeoutMs + 2 * updates.periodicMs }))
}
