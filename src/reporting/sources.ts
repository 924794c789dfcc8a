// Where an event comes from.

import type { MachineId } from '../history/event.ts'

/** The machine that a source is a boot of: `m0` of `m0.2`. */
export const machineOf = (source: string): MachineId => source.replace(/\.\d+$/, '')
