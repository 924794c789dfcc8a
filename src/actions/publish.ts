// A release is built and published: to alpha, from where it is promoted, or to a channel of one's own. Some releases are bad.

import fc from 'fast-check'
import { z } from 'zod'
import { hasUpdates } from '../machine/topology.ts'
import { type Behaviour, BEHAVIOURS, buildRelease } from '../worlds/world.ts'
import type { Action } from './action.ts'
import { administered } from './operator.ts'
import { channelSchema, drawnVersion, versionSchema } from './versions.ts'

export interface Publish {
  readonly do: 'publish'
  readonly version: string
  readonly channel: string
  /** Absent: it boots and is well. */
  readonly behaviour?: Behaviour | undefined
}

export const publishAction: Action<Publish> = {
  do: 'publish',
  schema: z.strictObject({
    do: z.literal('publish'),
    version: versionSchema,
    channel: channelSchema,
    behaviour: z.enum(BEHAVIOURS).optional(),
  }),
  arbitrary: ({ topology }) =>
    hasUpdates(topology)
      ? fc.tuple(drawnVersion, toAlpha, drawnBehaviour).map(([version, channel, behaviour]) => ({
          do: 'publish' as const,
          version,
          channel,
          ...(behaviour !== 'boots' && { behaviour }),
        }))
      : undefined,
  words: ({ version, channel, behaviour = 'boots' }) =>
    `publish ${version}${behaviour === 'boots' ? '' : `, ${WORDS[behaviour]},`} to ${channel}`,
  machines: () => [],
  *apply({ version, channel, behaviour = 'boots' }, { tuning }) {
    const { size, sha256, signature } = yield* buildRelease(version, behaviour)
    return yield* administered('publish', { channel, version, size, sha256, signature }, tuning)
  },
}

/** Mostly: beta refuses what was not promoted to it. */
const toAlpha: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: fc.constant('alpha') },
  { weight: 1, arbitrary: fc.constant('beta') },
)

/** Mostly well. */
export const drawnBehaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  ...BEHAVIOURS.map((behaviour) => ({
    weight: behaviour === 'boots' ? 6 : 1,
    arbitrary: fc.constant(behaviour),
  })),
)

const WORDS: Readonly<Record<Exclude<Behaviour, 'boots'>, string>> = {
  'never-boots': 'which never boots',
  'boots-second-try': 'which boots at the second try',
  unhealthy: 'which is not healthy',
  corrupt: 'with other bytes than declared',
  truncated: 'with fewer bytes than declared',
  'wrong-size': 'with a wrong size',
  'bad-signature': 'with a bad signature',
}
