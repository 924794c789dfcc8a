// The slot table as the text of a small file, which stands for the partition table of a machine's disk: each slot's 64-bit
// attribute field in hex, as sgdisk prints it. A file that is not whole is refused: a guess would boot the wrong slot.

import { attributesOf, BOOT_BITS, type SlotAttributes, withAttributes } from './gpt-attributes.ts'
import { SLOT_NAMES, type SlotTable } from './slots.ts'

/** The file of a machine's slots is damaged. The machine cannot choose what to boot until it is written anew. */
export class SlotTableCorrupt extends Error {
  readonly code = 'SLOT_TABLE_CORRUPT'
  constructor(document: string, what: string, cause?: unknown) {
    super(`the slot table ${what}: ${document.slice(0, 200)}`, { cause })
  }
}

/**
 * `{"a":"0102000000000000","b":"0000000000000000"}`
 * @throws AttributeOutOfRange
 */
export const encodeSlotTable = ({ a, b }: SlotTable): string => JSON.stringify({ a: hexOf(a), b: hexOf(b) })

/**
 * Both slots and nothing else. A field with bits that the boot loader does not know is refused, since writing the table
 * again would lose them.
 * @throws SlotTableCorrupt
 */
export function decodeSlotTable(document: string): SlotTable {
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new SlotTableCorrupt(document, 'is not JSON', cause)
  }
  if (typeof parsed !== 'object' || parsed === null) throw new SlotTableCorrupt(document, 'is not an object')
  const { a, b } = parsed as { a?: unknown; b?: unknown }
  if (Object.keys(parsed).length !== SLOT_NAMES.length) throw new SlotTableCorrupt(document, 'is not of two slots')
  return { a: attributesIn(a, document), b: attributesIn(b, document) }
}

const hexOf = (attributes: SlotAttributes): string => withAttributes(0n, attributes).toString(16).padStart(16, '0')

function attributesIn(hex: unknown, document: string): SlotAttributes {
  if (typeof hex !== 'string' || !/^[0-9a-f]{16}$/.test(hex)) {
    throw new SlotTableCorrupt(document, 'has a field that is not of 16 hex digits')
  }
  const field = BigInt(`0x${hex}`)
  if ((field & ~BOOT_BITS) !== 0n) throw new SlotTableCorrupt(document, 'has bits that no boot loader knows')
  return attributesOf(field)
}
