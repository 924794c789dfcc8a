// A release becomes a floor: machines that are older have to pass through it.

import fc from 'fast-check'
import { z } from 'zod'
import { hasUpdates } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { administered } from './operator.ts'
import { drawnVersion, versionSchema } from './versions.ts'

export interface MarkFloor {
  readonly do: 'mark-floor'
  readonly version: string
  /** For whoever meets the floor later. */
  readonly reason: string
}

export const markFloorAction: Action<MarkFloor> = {
  do: 'mark-floor',
  schema: z.strictObject({ do: z.literal('mark-floor'), version: versionSchema, reason: z.string().max(200) }),
  arbitrary: ({ topology }) =>
    hasUpdates(topology)
      ? fc.record({
          do: fc.constant('mark-floor' as const),
          version: drawnVersion,
          reason: fc.constant('it changes the format of a file'),
        })
      : undefined,
  words: ({ version }) => `make ${version} a floor`,
  machines: () => [],
  apply: ({ version, reason }, { tuning }) => administered('floor', { version, reason }, tuning),
}
