// Lengths of time as Go writes them (`1h30m`), which is how the files that set a reboot window give them.
//
// Source: Go's time.ParseDuration.

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n], // the micro sign
  ['\u03bcs', 1_000n], // the Greek letter mu
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])

const NS_PER_MS = 1_000_000

/** The text is no duration, or one of more than 2^63 - 1 ns (292 years). The message is Go's. */
export class GoDurationInvalid extends Error {
  readonly code = 'GO_DURATION_INVALID'
}

/**
 * The length in milliseconds: whole nanoseconds underneath, so perhaps with a fraction.
 * @throws GoDurationInvalid
 */
export function parseGoDuration(text: string): number {
  const [, sign = '', unsigned = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  if (unsigned === '0') return 0
  let ns = 0n
  let rest = unsigned
  do {
    const [part = '', number = '', whole = '', fraction = '', unit = ''] = /^((\d*)\.?(\d*))([^.\d]*)/.exec(rest) ?? []
    if (number === '' || number === '.') throw new GoDurationInvalid(`time: invalid duration "${text}"`)
    if (unit === '') throw new GoDurationInvalid(`time: missing unit in duration "${text}"`)
    const nsPerUnit = UNITS.get(unit)
    if (nsPerUnit === undefined) throw new GoDurationInvalid(`time: unknown unit "${unit}" in duration "${text}"`)
    ns += BigInt(whole) * nsPerUnit + (BigInt(fraction) * nsPerUnit) / 10n ** BigInt(fraction.length)
    rest = rest.slice(part.length)
  } while (rest !== '')
  if (ns >= 2n ** 63n) throw new GoDurationInvalid(`time: invalid duration "${text}"`)
  const ms = Number(ns) / NS_PER_MS
  return sign === '-' && ms > 0 ? -ms : ms
}
