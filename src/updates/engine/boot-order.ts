// What an update engine does to the boot order: it takes a slot out before it writes it, and puts it on top when it is whole.

import type { SlotName } from '../../history/event.ts'
import type { Program } from '../../runtime/operation.ts'
import { FACTORY, installed, nextBoot, passiveSlot, type SlotTable } from '../boot/slots.ts'
import { decodeSlotTable, encodeSlotTable } from '../boot/slots-codec.ts'
import { readFile, writeFile } from './ports.ts'

/**
 * The slot table of the machine's disk.
 * @throws SlotTableCorrupt
 */
export function* readSlotTable(): Program<SlotTable> {
  const text = yield* readFile('slots')
  return text === null ? FACTORY : decodeSlotTable(text)
}

/**
 * Takes the slot that does not run out of the boot order, so that a reboot in the middle of writing it starts what runs now.
 * A slot that has used up its tries is taken out too: else its next release would look as if it had been tried.
 * @returns why it was not done; undefined: it is out
 */
export function* takeOut(running: SlotName): Program<string | undefined> {
  const table = yield* readSlotTable()
  const passive = passiveSlot(running)
  if (table[passive].priority === 0) return undefined
  const without: SlotTable = { ...table, [passive]: { priority: 0, tries: 0, successful: false } }
  // Historically the good mark was made by the engine; without it the slot that runs now would not boot again.
  if (nextBoot(without).kind === 'none')
    return `slot ${running} is not marked good: without the other the machine is lost`
  return yield* write(without)
}

/** Makes a slot that is whole the next to boot, with so many tries. As `takeOut` it returns why it was not done. */
export function* putOnTop(slot: SlotName, tries: number): Program<string | undefined> {
  return yield* write(installed(yield* readSlotTable(), slot, tries))
}

function* write(table: SlotTable): Program<string | undefined> {
  const written = yield* writeFile('slots', encodeSlotTable(table))
  return written.kind === 'ok' ? undefined : written.reason
}
