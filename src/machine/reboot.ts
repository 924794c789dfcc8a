// A reboot that the machine decides on itself. It is said in the history first, then the firmware takes over.

import type { MachineFact } from '../history/event.ts'
import { Call, type Program, record } from '../runtime/operation.ts'
import { FIRMWARE_PORT, type Firmware } from './firmware.ts'
import type { MachineContext } from './platform.ts'
import { strategyOf } from './topology.ts'

/** In place of a strategy: an operator at the machine asked for the reboot, under the lock (`locksmithctl reboot`). */
export const BY_OPERATOR = 'locksmithctl'

/**
 * Reboots this machine now: its units are stopped first, as at any shutdown, and its fleet leaves the cluster.
 * @param revision of the semaphore in which the machine saw itself as a holder; null where the strategy asks for none
 */
export function* reboot(
  { spec, init }: MachineContext,
  revision: number | null,
  strategy: string = strategyOf(spec),
): Program<void> {
  const { id: machine, group } = spec
  yield* record<MachineFact>({ kind: 'reboot.started', machine, group, strategy, revision })
  if (init) return yield* init.takeDown('reboot')
  yield* new Call<void>(FIRMWARE_PORT, 'reboot' satisfies Firmware)
}

/** Begins the boot anew, as a watchdog does. Nothing comes after. */
export const reset = (): Call<never> => new Call(FIRMWARE_PORT, 'reset' satisfies Firmware)

/** Switches the machine off for good. */
export const halt = (): Call<never> => new Call(FIRMWARE_PORT, 'halt' satisfies Firmware)
