// Is a machine healthy at the end of a history?

import type { MachineId } from '../history/event.ts'
import { traceOf } from './traces.ts'
import type { View } from './view.ts'

/** When the machine's last boot was marked good; undefined: it was not, or the machine has begun to reboot since. */
export function bootedWell(view: View, machine: MachineId): number | undefined {
  const last = traceOf(view, machine).findLast(
    ({ kind }) =>
      kind === 'boot.good' || kind === 'boot.started' || kind === 'reboot.started' || kind === 'machine.off',
  )
  return last?.kind === 'boot.good' ? last.at : undefined
}
