// MachineMetadata: the unit runs only on machines with this metadata. Values of one key are alternatives, however they are
// spread over lines; every key must be satisfied.

import { legacyFirst, type XFleetOption } from './option.ts'
import type { Requirements } from './requirements.ts'

/** A value that is not `key=value`, with one `=` and both sides, is passed over as fleet did: it restricts nothing. */
export const machineMetadata: XFleetOption<'metadata'> = {
  names: ['MachineMetadata', 'X-ConditionMachineMetadata'],
  read: (valuesOf) => {
    const wanted = new Map<string, string[]>()
    for (const pair of legacyFirst(valuesOf, 'X-ConditionMachineMetadata', 'MachineMetadata')) {
      const [key = '', value = '', ...more] = pair.split('=')
      if (key === '' || value === '' || more.length > 0) continue
      const values = wanted.get(key)
      if (values === undefined) wanted.set(key, [value])
      else if (!values.includes(value)) values.push(value)
    }
    return wanted
  },
}

/** Whether a machine has, for every key, one of the values. */
export function satisfies(
  { metadata: wanted }: Pick<Requirements, 'metadata'>,
  metadata: ReadonlyMap<string, string>,
): boolean {
  for (const [key, values] of wanted) {
    const value = metadata.get(key)
    if (value === undefined || !values.includes(value)) return false
  }
  return true
}
