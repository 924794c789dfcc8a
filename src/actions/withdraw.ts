// A release is withdrawn: nobody is offered it any more, and the channels that point at it fall back.

import fc from 'fast-check'
import { z } from 'zod'
import { hasUpdates } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { administered } from './operator.ts'
import { drawnVersion, versionSchema } from './versions.ts'

export interface Withdraw {
  readonly do: 'withdraw'
  readonly version: string
}

export const withdrawAction: Action<Withdraw> = {
  do: 'withdraw',
  schema: z.strictObject({ do: z.literal('withdraw'), version: versionSchema }),
  arbitrary: ({ topology }) =>
    hasUpdates(topology) ? fc.record({ do: fc.constant('withdraw' as const), version: drawnVersion }) : undefined,
  words: ({ version }) => `withdraw ${version}`,
  machines: () => [],
  apply: ({ version }, { tuning }) => administered('withdraw', { version }, tuning),
}
