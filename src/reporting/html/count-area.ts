// How many of something there are at once, over time, as the surface of one or more layers.

import { count } from '../time-words.ts'
import type { Area, Label } from './diagram.ts'
import { labelIn } from './placement.ts'
import type { TimeScale } from './time-scale.ts'

/** So many columns at most, however much happens. */
const MOST_COLUMNS = 600
const LABEL = { height: 13, apart: 200 }

export interface CountLayer {
  /** Names its style. */
  readonly kind: string
  readonly noun: string
  readonly plural: string
  /** What is done: `42 units run`. */
  readonly verb: string
  readonly spans: readonly { readonly from: number; readonly to: number }[]
}

export interface CountAreas {
  readonly areas: readonly Area[]
  /** Of all layers together, the most at once. */
  readonly most: number
}

/** @param place of the whole surface; its height stands for the most that there ever are, and for `least` if that is more */
export function countAreas(
  layers: readonly CountLayer[],
  place: { readonly y: number; readonly height: number },
  scale: TimeScale,
  least = 1,
): CountAreas {
  const columns = columnsOf(layers, scale)
  const most = columns.reduce((high, { counts }) => Math.max(high, sum(counts)), 0)
  const unit = place.height / Math.max(least, most)
  const areas = layers.map(({ kind, noun, plural, verb }, layer): Area => {
    const pieces: { x: number; y: number; width: number; height: number; amount: number }[] = []
    for (const { x, width, counts } of columns) {
      const amount = counts[layer] ?? 0
      if (amount === 0) continue
      const y = place.y + place.height - (sum(counts.slice(0, layer)) + amount) * unit
      const [last, height] = [pieces.at(-1), amount * unit]
      if (last && last.x + last.width === x && last.y === y && last.amount === amount) last.width += width
      else pieces.push({ x, y, width, height, amount })
    }
    const peak = columns.reduce((high, { counts }) => Math.max(high, counts[layer] ?? 0), 0)
    return {
      kind,
      columns: pieces,
      labels: labelsIn(
        pieces,
        (amount) => `${count(amount, noun, plural)} ${amount === 1 ? verb : verb.replace(/s$/, '')}`,
        scale,
      ),
      title: `at most ${count(peak, noun, plural)} ${peak === 1 ? verb : verb.replace(/s$/, '')} at once`,
    }
  })
  return { areas, most }
}

interface Column {
  readonly x: number
  readonly width: number
  readonly counts: readonly number[]
}

/** A column shows how many there were for the most part of it, or at its end. */
function columnsOf(layers: readonly CountLayer[], scale: TimeScale): readonly Column[] {
  const changes = layers
    .flatMap(({ spans }, layer) =>
      spans.flatMap(({ from, to }) => [
        { at: from, layer, by: 1 },
        { at: to, layer, by: -1 },
      ]),
    )
    .sort((a, b) => a.at - b.at)
  const grid = Math.max(1, scale.width / MOST_COLUMNS)
  const counts = layers.map(() => 0)
  const columns: Column[] = []
  let x = 0
  const until = (here: number): void => {
    if (here <= x) return
    columns.push({ x, width: here - x, counts: [...counts] })
    x = here
  }
  for (const { at, layer, by } of changes) {
    until(Math.min(scale.width, Math.round(scale.x(at) / grid) * grid))
    counts[layer] = (counts[layer] ?? 0) + by
  }
  // What lasts to the end is taken away there, after the last column.
  until(scale.width)
  return columns
}

function labelsIn(
  pieces: readonly {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly amount: number
  }[],
  words: (amount: number) => string,
  { folds }: TimeScale,
): readonly (Label & { readonly y: number })[] {
  const labels: (Label & { readonly y: number })[] = []
  for (const { x, y, width, height, amount } of pieces) {
    const last = labels.at(-1)
    if (height < LABEL.height || (last && x - last.x < LABEL.apart)) continue
    const { label } = labelIn(x, width, [words(amount), String(amount)], folds)
    if (label) labels.push({ ...label, y: y + height / 2 + 4 })
  }
  return labels
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
