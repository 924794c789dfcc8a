// What an error code of update_engine says about the URL that a payload came from (payload_state.cc UpdateFailed; the
// numbers are those of action_processor.h).

/**
 * `payload`: what came from the URL was bad, the next one is tried. `transfer`: it may have been bad luck, the URL gets
 * more chances. `none`: the URL had no part in it.
 */
export type Blame = 'payload' | 'transfer' | 'none'

/** Hash, size, signatures, manifest, metadata and operations of the payload. */
const PAYLOAD_CODES: ReadonlySet<number> = new Set([
  ...[10, 11, 12, 17, 18, 21, 22, 23, 24, 25, 26, 27, 28, 29, 32, 33, 38, 39],
])

/** Any HTTP status arrives as 2000 and the status, and counts as this one. */
const HTTP_ERROR = 37

/** Generic error, transfer, write, state of the download, HTTP. */
const TRANSFER_CODES: ReadonlySet<number> = new Set([1, 9, 14, 20, HTTP_ERROR])

export function blameOf(code: number): Blame {
  const base = baseCode(code)
  if (PAYLOAD_CODES.has(base)) return 'payload'
  return TRANSFER_CODES.has(base) ? 'transfer' : 'none'
}

/** Bits 28 to 31 are flags: test URL, test image, resumed, developer mode. */
function baseCode(code: number): number {
  const base = code & 0x0fff_ffff
  return base >= 2000 ? HTTP_ERROR : base
}
