// Times and numbers as a reader says them.

/** An instant of the run: `01:12.045`, with hours only where there are some. */
export function clock(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
  const hours = Math.floor(whole / 3_600_000)
  const rest = `${pad(Math.floor(whole / 60_000) % 60)}:${pad(Math.floor(whole / 1000) % 60)}.${pad(whole % 1000, 3)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

/** A length of time: `250 ms`, `3.2 s`, `14 min 30 s`, `2 h 5 min`. */
export function spell(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 1000) return `${whole} ms`
  if (whole < 60_000) return `${trimmed(whole / 1000)} s`
  const [large, small, unit] = whole < 3_600_000 ? [60_000, 1000, ['min', 's']] : [3_600_000, 60_000, ['h', 'min']]
  const rest = Math.floor((whole % large) / small)
  return `${Math.floor(whole / large)} ${unit[0]}${rest === 0 ? '' : ` ${rest} ${unit[1]}`}`
}

const trimmed = (value: number): string => String(Number(value.toFixed(value < 10 ? 2 : 1)))

/** `1 machine`, `2,000 machines`. */
export const count = (amount: number, noun: string, plural = `${noun}s`): string =>
  `${thousands(amount)} ${amount === 1 ? noun : plural}`

/** `12,345`, the same in every locale. */
export const thousands = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+$)/g, ',')

/** `01:12.000 to 01:15.500, 3.5 s` */
export const lasting = (from: number, to: number): string => `${clock(from)} to ${clock(to)}, ${spell(to - from)}`
