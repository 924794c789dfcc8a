// Is a machine healthy at the end of a history?

import type { MachineId } from '../history/event.ts'
import type { View } from './view.ts'

/** When the machine's last boot was marked good; undefined: it was not, or the machine has begun to reboot since. */
export function bootedWell(view: View, machine: MachineId): number | undefined {
  const last = view.events.findLast(
    (event) =>
      (event.kind === 'boot.good' ||
        event.kind === 'boot.started' ||
        event.kind === 'reboot.started' ||
        event.kind === 'machine.off') &&
      event.machine === machine,
  )
  return last?.kind === 'boot.good' ? last.at : undefined
}
