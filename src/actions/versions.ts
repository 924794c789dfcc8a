// The versions that people speak of: what a step may name, and the few that drawn schedules share, so that what is promoted or
// withdrawn is mostly something that was published.

import fc from 'fast-check'
import { z } from 'zod'
import { CHANNEL_ORDER } from '../updates/rollout/catalogue.ts'
import { isVersion } from '../updates/version.ts'

export const versionSchema = z.string().max(100).refine(isVersion, 'a semantic version, such as 1.1.0')

/** A channel of the update server, or the track of a group of machines. */
export const channelSchema = z.string().max(100).regex(/^\S+$/, 'a channel: 1 to 100 characters, none of them a space')

/** Releases of drawn schedules, the oldest first; machines are delivered with 1.0.0. */
export const LADDER = ['1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0', '1.6.0'] as const

/** Mostly the first ones: not every schedule publishes many. */
export const drawnVersion: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(LADDER[0]) },
  { weight: 2, arbitrary: fc.constant(LADDER[1]) },
  { weight: 1, arbitrary: fc.constantFrom(...LADDER.slice(2, 4)) },
)

export const drawnChannel: fc.Arbitrary<string> = fc.constantFrom(...CHANNEL_ORDER)
