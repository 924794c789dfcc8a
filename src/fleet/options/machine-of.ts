// MachineOf: the unit runs where its peers do. Exact names, one to a value: `MachineOf=a.service b.service` is one name that no
// unit can have.

import { legacyFirst, type XFleetOption } from './option.ts'

export const machineOf: XFleetOption<'peers'> = {
  names: ['MachineOf', 'X-ConditionMachineOf'],
  read: (valuesOf) => legacyFirst(valuesOf, 'X-ConditionMachineOf', 'MachineOf'),
}
