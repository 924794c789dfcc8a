// The boot loader of a machine: it never changes with a release. It reads the slot table, chooses, takes a try, and says
// what it starts. A machine without a channel has no slots: it boots what it has.

import type { MachineFact, UpdateFact } from '../history/event.ts'
import { type Program, record } from '../runtime/operation.ts'
import { FACTORY } from '../updates/boot/slots.ts'
import { decodeSlotTable, encodeSlotTable, SlotTableCorrupt } from '../updates/boot/slots-codec.ts'
import { readFile, readSlot, writeFile } from '../updates/engine/ports.ts'
import type { Platform, RunningOs } from './platform.ts'
import type { MachineSpec } from './topology.ts'

export type Loaded =
  | {
      readonly kind: 'start'
      /** Undefined: the machine has no slots. */
      readonly os: RunningOs | undefined
    }
  /** Nothing to start: the machine is lost until somebody repairs it. */
  | { readonly kind: 'lost' }
  /** The chosen slot holds nothing whole: the firmware begins anew, and the slot has one try fewer. */
  | { readonly kind: 'reset' }

/** Says that the boot began, and what is to be started. */
export function* bootLoader(
  { id: machine, channel }: MachineSpec,
  boot: number,
  chooseSlot: Platform['chooseSlot'],
): Program<Loaded> {
  yield* record<MachineFact>({ kind: 'boot.started', machine, boot })
  if (channel === undefined) return { kind: 'start', os: undefined }
  const lost = (why: string) => record<UpdateFact>({ kind: 'boot.lost', machine, boot, why })
  const text = yield* readFile('slots')
  let next: ReturnType<Platform['chooseSlot']>
  try {
    next = chooseSlot(text === null ? FACTORY : decodeSlotTable(text))
  } catch (error) {
    if (!(error instanceof SlotTableCorrupt)) throw error
    yield* lost(error.message)
    return { kind: 'lost' }
  }
  if (next.kind === 'none') {
    yield* lost('neither slot has proved itself or has a try left')
    return { kind: 'lost' }
  }
  const { slot, table, write } = next
  // A table that cannot be written is left as it is: GRUB boots all the same.
  if (write) yield* writeFile('slots', encodeSlotTable(table))
  const content = yield* readSlot(slot)
  if (content === undefined) return { kind: 'reset' }
  yield* record<UpdateFact>({ kind: 'boot.slot', machine, boot, slot, ...content })
  return { kind: 'start', os: { slot, ...content } }
}
