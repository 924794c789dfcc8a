// The good mark of a slot (flatcar-setgoodroot): without it the boot loader falls back at the next boot, in silence.

import type { SlotName } from '../history/event.ts'
import { type Program, sleep } from '../runtime/operation.ts'
import { FACTORY, markGood } from '../updates/boot/slots.ts'
import { decodeSlotTable, encodeSlotTable } from '../updates/boot/slots-codec.ts'
import { readFile, writeFile } from '../updates/engine/ports.ts'

/**
 * Marks the running slot good. It must not be given up: a full disk is waited for.
 * @param everyMs how often a failed write is tried again
 * @throws SlotTableCorrupt
 */
export function* markSlotGood(running: SlotName, everyMs: number): Program<void> {
  const text = yield* readFile('slots')
  const marked = encodeSlotTable(markGood(text === null ? FACTORY : decodeSlotTable(text), running))
  if (text === marked) return
  while ((yield* writeFile('slots', marked)).kind !== 'ok') yield* sleep(everyMs)
}
