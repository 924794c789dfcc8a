// One line of the table.

export interface Row {
  readonly what: string
  /** With its unit. */
  readonly median: string
  /** What it should reach, and whether it does. */
  readonly reach: string
}

export function row(what: string, value: number, unit: string, reach: { atLeast: number } | { atMost: number }): Row {
  const good = 'atLeast' in reach ? value >= reach.atLeast : value <= reach.atMost
  const bound = 'atLeast' in reach ? `at least ${figure(reach.atLeast)}` : `at most ${figure(reach.atMost)}`
  return { what, median: `${figure(value)} ${unit}`, reach: `${bound}: ${good ? 'reached' : 'MISSED'}` }
}

const figure = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))
