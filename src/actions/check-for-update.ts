// Somebody has a machine check for an update now (`update_engine_client -check_for_update`).

import fc from 'fast-check'
import { z } from 'zod'
import { askCheck } from '../machine/control.ts'
import { updatersOf } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { answerOf } from './operator.ts'

export interface CheckForUpdate {
  readonly do: 'check-for-update'
  readonly machine: string
}

export const checkForUpdateAction: Action<CheckForUpdate> = {
  do: 'check-for-update',
  schema: z.strictObject({ do: z.literal('check-for-update'), machine: z.string() }),
  arbitrary: ({ topology }) => {
    const machines = updatersOf(topology)
    if (machines.length === 0) return undefined
    return fc.record({ do: fc.constant('check-for-update' as const), machine: fc.constantFrom(...machines) })
  },
  words: ({ machine }) => `have ${machine} check for an update`,
  machines: ({ machine }) => [machine],
  *apply({ machine }, { tuning }) {
    return answerOf(yield* askCheck(machine, tuning.callTimeoutMs))
  },
}
