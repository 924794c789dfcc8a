// A machine is added to the cluster: one that stood by gets power, or one that was removed gets it again.

import fc from 'fast-check'
import { z } from 'zod'
import { powerOn } from '../worlds/world.ts'
import type { Action } from './action.ts'

export interface AddMachine {
  readonly do: 'add-machine'
  readonly machine: string
}

export const addMachineAction: Action<AddMachine> = {
  do: 'add-machine',
  schema: z.strictObject({ do: z.literal('add-machine'), machine: z.string() }),
  arbitrary: ({ topology }) => {
    const spares = topology.machines.flatMap(({ id, spare }) => (spare === true ? [id] : []))
    if (spares.length === 0) return undefined
    return fc.record({ do: fc.constant('add-machine' as const), machine: fc.constantFrom(...spares) })
  },
  words: ({ machine }) => `add ${machine} to the cluster`,
  machines: ({ machine }) => [machine],
  *apply({ machine }) {
    yield* powerOn(machine)
    return { outcome: 'ok', detail: `${machine} has power` }
  },
}
