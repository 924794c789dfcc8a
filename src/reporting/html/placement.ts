// Keeping things apart: marks that would cover each other become one, or move to another row.

import type { Label, Mark } from './diagram.ts'
import type { Fold } from './time-scale.ts'

/** A rough width of text in pixels, in the diagram's 11 px system font; rather too wide than too narrow. */
export const textWidth = (text: string): number => 6.6 * text.length + 4

/** Half of the strip that a fold's torn edges take, with air. */
const TORN = 11

/**
 * Puts the first of the texts that fits into a bar, where no fold tears it; none if there is no such place.
 * @param lead how far from the bar's beginning it may start
 */
export function labelIn(
  x: number,
  width: number,
  texts: readonly string[],
  folds: readonly Fold[],
  lead = 5,
): { readonly label?: Label } {
  const torn = folds
    .map((fold) => fold.x + fold.width / 2)
    .filter((middle) => middle > x - TORN && middle < x + width + TORN)
  const starts = [x, ...torn.map((middle) => middle + TORN)]
  for (const text of texts) {
    const need = textWidth(text)
    for (const [index, start] of starts.entries()) {
      const stop = Math.min(x + width, (torn[index] ?? Number.POSITIVE_INFINITY) - TORN)
      const indent = index === 0 ? lead : 5
      if (start >= x && stop - start >= need + indent) return { label: { text, x: start + indent, anchor: 'start' } }
    }
  }
  return {}
}

/** Gives each extent the first row where it does not touch the one before; undefined where no row is free. */
export function rowsFor(
  extents: readonly { readonly from: number; readonly to: number }[],
  rows: number,
  air: number,
): readonly (number | undefined)[] {
  const ends = new Array<number>(rows).fill(Number.NEGATIVE_INFINITY)
  const order = extents
    .map((_, index) => index)
    .sort((a, b) => (extents[a]?.from ?? 0) - (extents[b]?.from ?? 0) || a - b)
  const placed = new Array<number | undefined>(extents.length)
  for (const index of order) {
    const extent = extents[index]
    if (!extent) continue
    const row = ends.findIndex((end) => end + air <= extent.from)
    if (row === -1) continue
    ends[row] = extent.to
    placed[index] = row
  }
  return placed
}

const NEAR = 8
const MOST_LINES = 8

/** Makes one mark of those of a kind that are near each other. Marks come in order of time. */
export function merged(marks: readonly Mark[]): readonly Mark[] {
  const done: Mark[] = []
  const last = new Map<string, number>()
  for (const mark of marks) {
    const place = last.get(mark.kind)
    const before = place === undefined ? undefined : done[place]
    if (place !== undefined && before && mark.x - before.x < NEAR) {
      const count = before.count + mark.count
      const title = before.count < MOST_LINES ? `${before.title}\n${mark.title}` : before.title
      done[place] = { ...before, count, title }
      continue
    }
    last.set(mark.kind, done.length)
    done.push(mark)
  }
  return done
}

/** Drops what would be drawn onto the same pixel as the one before it. */
export function thinned<B extends { readonly kind: string; readonly x: number; readonly width: number }>(
  boxes: readonly B[],
): readonly B[] {
  const last = new Map<string, number>()
  return boxes.filter((box) => {
    const pixel = Math.floor(box.x)
    const hidden = box.width < 1 && last.get(box.kind) === pixel
    last.set(box.kind, pixel)
    return !hidden
  })
}
