// A machine is removed from the cluster in good order: it is shut down, and stays off. To lose one without a word is a
// fault, the power cut.

import fc from 'fast-check'
import { z } from 'zod'
import { askPowerOff } from '../machine/control.ts'
import { fleetOf, membersOf } from '../machine/topology.ts'
import type { Action } from './action.ts'
import { answerOf } from './operator.ts'

export interface RemoveMachine {
  readonly do: 'remove-machine'
  readonly machine: string
}

export const removeMachineAction: Action<RemoveMachine> = {
  do: 'remove-machine',
  schema: z.strictObject({ do: z.literal('remove-machine'), machine: z.string() }),
  /** Of the machines that run units those that run no member: a quorum that is gone for good shows nothing more. */
  arbitrary: ({ topology }) => {
    const members = membersOf(topology)
    const workers = fleetOf(topology).filter((id) => !members.includes(id))
    if (workers.length < 2) return undefined
    return fc.record({ do: fc.constant('remove-machine' as const), machine: fc.constantFrom(...workers) })
  },
  words: ({ machine }) => `remove ${machine} from the cluster`,
  machines: ({ machine }) => [machine],
  *apply({ machine }, { tuning }) {
    return answerOf(yield* askPowerOff(machine, tuning.callTimeoutMs))
  },
}
