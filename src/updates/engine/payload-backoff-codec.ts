// The state of a machine's downloads as the text of a small file. update_engine keeps each number in a file of its own
// under /var/lib/update_engine/prefs; one file cannot be half of one response and half of another.

import type { PayloadState } from './payload-backoff.ts'

/** The file is damaged. Whoever reads it may begin afresh: what is lost is how long the machine wanted to wait. */
export class PayloadStateCorrupt extends Error {
  readonly code = 'PAYLOAD_STATE_CORRUPT'
  constructor(document: string, what: string, cause?: unknown) {
    super(`the payload state ${what}: ${document.slice(0, 200)}`, { cause })
  }
}

export const encodePayloadState = (state: PayloadState): string => JSON.stringify(state)

/**
 * Counters and times are integers of 0 or more.
 * @throws PayloadStateCorrupt
 */
export function decodePayloadState(document: string): PayloadState {
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new PayloadStateCorrupt(document, 'is not JSON', cause)
  }
  if (typeof parsed !== 'object' || parsed === null) throw new PayloadStateCorrupt(document, 'is not an object')
  const fields = parsed as { readonly [name: string]: unknown }
  const count = (name: string): number => {
    const value = fields[name]
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw new PayloadStateCorrupt(document, `has no usable ${name}`)
  }
  const { signature } = fields
  if (typeof signature !== 'string') throw new PayloadStateCorrupt(document, 'has no usable signature')
  const [attempt, urlIndex, urlFailures] = [count('attempt'), count('urlIndex'), count('urlFailures')]
  return { signature, attempt, urlIndex, urlFailures, backoffUntil: count('backoffUntil') }
}
