// The boot attributes of a partition, inside the 64-bit attribute field of its GPT entry: priority in bits 48 to 51, tries
// in bits 52 to 55, successful in bit 56. The layout is that of Chromium OS, which CoreOS's cgpt (seismograph, cgptlib) and
// GRUB (grub-core/commands/gptprio.c) share. All other bits belong to others and are kept.

/** What the boot loader knows of a slot. */
export interface SlotAttributes {
  /** 0 to 15; the highest is tried first, and 0 is never booted. */
  readonly priority: number
  /** 0 to 15; how often the loader may still start a slot that has not proved itself. */
  readonly tries: number
  /** It booted well once: it may be started without tries. */
  readonly successful: boolean
}

/** The largest priority, and the largest number of tries: four bits each. */
export const ATTRIBUTE_MAX = 15

/** The bits of the field that the boot loader reads. */
export const BOOT_BITS = 0x01ff_0000_0000_0000n

const PRIORITY_SHIFT = 48n
const TRIES_SHIFT = 52n
const SUCCESSFUL_SHIFT = 56n
const NIBBLE = 0xfn

/** A priority or a number of tries does not fit its four bits. */
export class AttributeOutOfRange extends Error {
  readonly code = 'ATTRIBUTE_OUT_OF_RANGE'
  constructor(name: string, value: number) {
    super(`the GPT attribute ${name} is an integer from 0 to ${ATTRIBUTE_MAX}, not ${value}`)
  }
}

export const attributesOf = (field: bigint): SlotAttributes => ({
  priority: Number((field >> PRIORITY_SHIFT) & NIBBLE),
  tries: Number((field >> TRIES_SHIFT) & NIBBLE),
  successful: ((field >> SUCCESSFUL_SHIFT) & 1n) === 1n,
})

/**
 * The field with these boot attributes, and its other bits as they were.
 * @throws AttributeOutOfRange
 */
export function withAttributes(field: bigint, attributes: SlotAttributes): bigint {
  const { priority, tries, successful } = attributes
  return (
    (field & ~BOOT_BITS) |
    (nibble('priority', priority) << PRIORITY_SHIFT) |
    (nibble('tries', tries) << TRIES_SHIFT) |
    ((successful ? 1n : 0n) << SUCCESSFUL_SHIFT)
  )
}

function nibble(name: string, value: number): bigint {
  if (!Number.isInteger(value) || value < 0 || value > ATTRIBUTE_MAX) throw new AttributeOutOfRange(name, value)
  return BigInt(value)
}
