// A machine is asked to reboot, over the wire, once: where an update engine would say that one is needed.

import fc from 'fast-check'
import { z } from 'zod'
import type { MachineId } from '../history/event.ts'
import { askReboot } from '../machine/control.ts'
import { majorityOf, membersOf, type Topology } from '../machine/topology.ts'
import type { Action } from './action.ts'

export interface AskReboot {
  readonly do: 'ask-reboot'
  readonly machine: string
}

export const askRebootAction: Action<AskReboot> = {
  do: 'ask-reboot',
  schema: z.strictObject({ do: z.literal('ask-reboot'), machine: z.string() }),
  arbitrary: ({ topology }) => {
    const askable = reboots(topology)
    if (askable.length === 0) return undefined
    return fc.record({ do: fc.constant('ask-reboot' as const), machine: fc.constantFrom(...askable) })
  },
  words: ({ machine }) => `ask ${machine} to reboot`,
  machines: ({ machine }) => [machine],
  *apply({ machine }, { tuning }) {
    const outcome = yield* askReboot(machine, tuning.callTimeoutMs)
    return { outcome: outcome.kind, detail: outcome.kind === 'ok' ? JSON.stringify(outcome.value) : outcome.reason }
  },
}

/** The machines that a drawn schedule may ask to reboot. */
export const reboots = (topology: Topology): readonly MachineId[] =>
  topology.machines.map((machine) => machine.id).filter((id) => !alone(topology, id))

/**
 * Does the store lose its quorum whenever this machine reboots? With one member or two it must: no lock helps, so a hunt
 * would find nothing else.
 */
function alone(topology: Topology, machine: MachineId): boolean {
  const members = membersOf(topology)
  return members.includes(machine) && members.length - 1 < majorityOf(members.length)
}
