// A reboot that the machine decides on itself. It is said in the history first, then the firmware takes over.

import type { MachineFact } from '../history/event.ts'
import { Call, type Program, record } from '../runtime/operation.ts'
import type { MachineContext } from './platform.ts'
import { strategyOf } from './topology.ts'

/** What the firmware does for a program. */
export type Firmware = 'reboot'

/** The name of the firmware's port on a machine's host. Its only request, `reboot`, is never answered. */
export const FIRMWARE_PORT = 'firmware'

/** In place of a strategy: an operator at the machine asked for the reboot, under the lock (`locksmithctl reboot`). */
export const BY_OPERATOR = 'locksmithctl'

/**
 * Reboots this machine now.
 * @param revision of the semaphore in which the machine saw itself as a holder; null where the strategy asks for none
 */
export function* reboot(
  { spec }: MachineContext,
  revision: number | null,
  strategy: string = strategyOf(spec),
): Program<void> {
  const { id: machine, group } = spec
  yield* record<MachineFact>({ kind: 'reboot.started', machine, group, strategy, revision })
  yield* new Call<void>(FIRMWARE_PORT, 'reboot' satisfies Firmware)
}
