// An operator runs `locksmithctl reboot` on a machine: one attempt at the lock, under any strategy and at any hour.

import fc from 'fast-check'
import { z } from 'zod'
import { askOperatorReboot } from '../machine/control.ts'
import type { Action } from './action.ts'
import { reboots } from './ask-reboot.ts'
import { answerOf } from './operator.ts'

export interface OperatorReboot {
  readonly do: 'operator-reboot'
  readonly machine: string
}

export const operatorRebootAction: Action<OperatorReboot> = {
  do: 'operator-reboot',
  schema: z.strictObject({ do: z.literal('operator-reboot'), machine: z.string() }),
  arbitrary: ({ topology }) => {
    const machines = reboots(topology)
    if (machines.length === 0 || !topology.machines.some(({ roles }) => roles.includes('etcd'))) return undefined
    return fc.record({ do: fc.constant('operator-reboot' as const), machine: fc.constantFrom(...machines) })
  },
  words: ({ machine }) => `locksmithctl reboot on ${machine}`,
  machines: ({ machine }) => [machine],
  *apply({ machine }, { tuning }) {
    // On the machine, the lock alone may take as long as a call to the store.
    return answerOf(yield* askOperatorReboot(machine, 3 * tuning.callTimeoutMs))
  },
}
