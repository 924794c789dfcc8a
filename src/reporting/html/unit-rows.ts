// Copies of units as bars in a few rows, each with its unit's name where there is room; hatched while its unit is on its
// way up or down. More at once than there are rows become one surface: how many run.

import type { Changing, CopyRun, Lasting } from '../unit-lives.ts'
import { boxOf } from './bar.ts'
import { countAreas } from './count-area.ts'
import type { Area, Box } from './diagram.ts'
import { thinned } from './placement.ts'
import type { TimeScale } from './time-scale.ts'

const ROW = { height: 14, gap: 2 }
const SURFACE = 44
const LONGEST_LABEL = 28
/** Copies of one unit on one machine come one after the other; a bug may have a few at once. */
const MOST_MISSES = 8

export interface UnitRows {
  readonly boxes: readonly Box[]
  readonly areas: readonly Area[]
  readonly rows: readonly { readonly y: number; readonly label: string }[]
  readonly height: number
}

export interface RowsOf {
  readonly copies: readonly CopyRun[]
  readonly changing: readonly (Changing & { readonly unit: string })[]
  /** Which rows a copy would rather share: its unit on a machine, its machine in a unit's lane. */
  readonly belongs: (copy: CopyRun) => string
  readonly tint: (copy: CopyRun) => string
  /** What is counted where they are too many: `unit` or `copy`. */
  readonly noun: string
  readonly plural: string
  readonly mostRows: number
}

/** @param top of the first row, in its lane */
export function unitRows(of: RowsOf, top: number, scale: TimeScale, end: number): UnitRows {
  const copies = of.copies.toSorted((a, b) => a.from - b.from || a.index - b.index)
  const rows = packed(copies, of.belongs, end)
  const used = rows.reduce((most, row) => Math.max(most, row + 1), 0)
  if (used > of.mostRows) return surface(of, top, scale, end)
  const y = (row: number): number => top + row * (ROW.height + ROW.gap)
  const bars = copies.map((copy, index) => bar(copy, y(rows[index] ?? 0), of, scale, end))
  return {
    boxes: [...thinned(bars), ...hatches(of, copies, rows, y, scale, end)],
    areas: [],
    rows: [],
    height: used === 0 ? 0 : used * (ROW.height + ROW.gap),
  }
}

function bar(copy: CopyRun, y: number, { tint, belongs }: RowsOf, scale: TimeScale, end: number): Box {
  const { unit, machine, from, to = end, index, how } = copy
  const span = {
    kind: `unit-copy ${tint(copy)}`,
    from,
    to,
    index,
    says: `on ${machine}${how ? `, until: ${how}` : ''}`,
  }
  const label = shortUnit(belongs(copy))
  return boxOf(
    span,
    { y, height: ROW.height },
    label.short === label.bare ? [label.bare] : [label.short, label.bare],
    unit,
    scale,
  )
}

/** Over the copies that ran then: a unit may well be on its way up before its process is there. */
function hatches(
  { changing }: RowsOf,
  copies: readonly CopyRun[],
  rows: readonly number[],
  y: (row: number) => number,
  scale: TimeScale,
  end: number,
): readonly Box[] {
  const placed = new Map<string, { readonly copy: CopyRun; readonly row: number }[]>()
  copies.forEach((copy, place) => {
    const key = placeKey(copy)
    const own = placed.get(key) ?? []
    placed.set(key, own)
    own.push({ copy, row: rows[place] ?? 0 })
  })
  const boxes = changing.flatMap((span) => {
    const { unit, machine, index, says } = span
    return during(placed.get(placeKey(span)) ?? [], span, end).flatMap(({ copy, row }) => {
      const [from, to] = [Math.max(span.from, copy.from), Math.min(span.to ?? end, copy.to ?? end)]
      if (to <= from || scale.x(to) - scale.x(from) < 1) return []
      const hatch = { kind: 'unit-changing', from, to, index, says: `on ${machine} is ${says}` }
      return [boxOf(hatch, { y: y(row), height: ROW.height }, [], unit, scale)]
    })
  })
  return thinned(boxes)
}

const placeKey = ({ unit, machine }: { readonly unit: string; readonly machine: string }): string =>
  JSON.stringify([unit, machine])

/** Of copies in the order in which they came up, those that may have run then: of one unit on one machine few do at once. */
function during<P extends { readonly copy: CopyRun }>(
  copies: readonly P[],
  { from, to }: Lasting,
  end: number,
): readonly P[] {
  let [low, high] = [0, copies.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((copies[middle]?.copy.from ?? end) < (to ?? end)) low = middle + 1
    else high = middle
  }
  const found: P[] = []
  for (let at = low - 1, misses = 0; at >= 0 && misses < MOST_MISSES; at--) {
    const placed = copies[at]
    if (placed && (placed.copy.to ?? end) > from) found.unshift(placed)
    else misses++
  }
  return found
}

/** The row of each: one where it was before, if that is free, else the first that is. */
function packed(copies: readonly CopyRun[], belongs: (copy: CopyRun) => string, end: number): readonly number[] {
  const ends: number[] = []
  const before = new Map<string, number>()
  return copies.map((copy) => {
    const isFree = (row: number | undefined): row is number => row !== undefined && (ends[row] ?? 0) <= copy.from
    const own = before.get(belongs(copy))
    const free = ends.findIndex((_, row) => isFree(row))
    const row = isFree(own) ? own : free === -1 ? ends.length : free
    ends[row] = copy.to ?? end
    before.set(belongs(copy), row)
    return row
  })
}

function surface({ copies, noun, plural }: RowsOf, top: number, scale: TimeScale, end: number): UnitRows {
  const spans = copies.map(({ from, to = end }) => ({ from, to }))
  const { areas, most } = countAreas(
    [{ kind: 'unit-count', noun, plural, verb: 'runs', spans }],
    { y: top, height: SURFACE },
    scale,
  )
  const rows = [
    { y: top + 9, label: String(most) },
    { y: top + SURFACE, label: '0' },
  ]
  return { boxes: [], areas, rows, height: SURFACE + 2 }
}

/** A name as there is room for it, and without the type that most units have. */
function shortUnit(name: string): { readonly short: string; readonly bare: string } {
  const cut = (text: string): string =>
    text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1).toWellFormed()}…` : text
  return { short: cut(name), bare: cut(name.replace(/\.service$/, '')) }
}
