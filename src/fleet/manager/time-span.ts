// Lengths of time as systemd writes them: `5` (seconds), `100ms`, `1min 30s`, `infinity`.
//
// Source: systemd.time(7), "Parsing Time Spans".

const MS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ...named(0.001, 'us', 'usec', '\u00b5s', '\u03bcs'),
  ...named(1, 'ms', 'msec'),
  ...named(1_000, '', 's', 'sec', 'second', 'seconds'),
  ...named(60_000, 'm', 'min', 'minute', 'minutes'),
  ...named(3_600_000, 'h', 'hr', 'hour', 'hours'),
  ...named(86_400_000, 'd', 'day', 'days'),
  ...named(604_800_000, 'w', 'week', 'weeks'),
])

/** Milliseconds; Infinity for `infinity`; undefined: the text is no length of time. */
export function parseTimeSpan(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === 'infinity') return Infinity
  if (!/^(?:\d+(?:\.\d*)?\s*[a-z\u00b5\u03bc]*\s*)+$/.test(trimmed)) return undefined
  let total = 0
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d*)?)\s*([a-z\u00b5\u03bc]*)/g)) {
    const ms = MS_PER_UNIT.get(unit as string)
    if (ms === undefined) return undefined
    total += Number(number) * ms
  }
  return total
}

function named(ms: number, ...names: readonly string[]): readonly (readonly [string, number])[] {
  return names.map((name) => [name, ms] as const)
}
