// A release that stands on one channel is promoted to the next.

import fc from 'fast-check'
import { z } from 'zod'
import { hasUpdates } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { administered } from './operator.ts'
import { channelSchema, drawnVersion, versionSchema } from './versions.ts'

export interface Promote {
  readonly do: 'promote'
  readonly version: string
  readonly channel: string
}

export const promoteAction: Action<Promote> = {
  do: 'promote',
  schema: z.strictObject({ do: z.literal('promote'), version: versionSchema, channel: channelSchema }),
  arbitrary: ({ topology }) =>
    hasUpdates(topology)
      ? fc.record({
          do: fc.constant('promote' as const),
          version: drawnVersion,
          channel: fc.constantFrom('beta', 'stable'),
        })
      : undefined,
  words: ({ version, channel }) => `promote ${version} to ${channel}`,
  machines: () => [],
  apply: ({ version, channel }, { tuning }) => administered('promote', { version, channel }, tuning),
}
