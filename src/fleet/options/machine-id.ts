// MachineID: the unit runs on this machine or on none.

import type { MachineId } from '../../history/event.ts'
import type { XFleetOption } from './option.ts'
import type { Requirements } from './requirements.ts'

/** The first value of the first name that is there counts, even an empty one. */
export const machineId: XFleetOption<'machineId'> = {
  names: ['MachineID', 'X-ConditionMachineID', 'X-ConditionMachineBootID'],
  read: (valuesOf) =>
    machineId.names
      .map(valuesOf)
      .find((values) => values.length > 0)
      ?.at(0),
}

/** What fleetctl shows of an id; fleet's agents accept it in place of the id, which its documents do not say. */
const SHORT_ID_LENGTH = 8

/** Whether the unit may run on the machine, as far as MachineID goes: its value is the id, or its first 8 characters. */
export function matchesMachine({ machineId: wanted }: Pick<Requirements, 'machineId'>, machine: MachineId): boolean {
  return wanted === undefined || wanted === machine || wanted === machine.slice(0, SHORT_ID_LENGTH)
}
