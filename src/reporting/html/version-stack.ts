// How many machines run which version, over time, as columns of a stack. What no machine can be said to run is counted
// apart: off or between boots, and nothing to boot.

import type { UpdateLife } from '../slot-runs.ts'
import type { TimeScale } from './time-scale.ts'

/** So many columns at most, however much happens. */
const MOST_COLUMNS = 1500

export interface Column {
  readonly x: number
  readonly width: number
  /** For each layer, how many machines. */
  readonly counts: readonly number[]
}

export interface Stack {
  readonly layers: readonly string[]
  readonly columns: readonly Column[]
  /** The height of the highest column: all machines. */
  readonly most: number
}

export const OFF = 'v-off'
export const LOST = 'v-lost'

/**
 * @param tinted the layers of versions, from the ground up
 * @param total how many machines update themselves
 */
export function versionStack(
  lives: Iterable<UpdateLife>,
  total: number,
  tinted: readonly string[],
  tintOf: (version: string) => string,
  scale: TimeScale,
): Stack {
  const layers = [...tinted, OFF, LOST]
  const [off, lost] = [layers.length - 2, layers.length - 1]
  const changes = [...lives]
    .flatMap((life) => [
      ...life.runs.flatMap((run) => changesOf(layers.indexOf(tintOf(run.version)), run)),
      ...life.lost.flatMap((span) => changesOf(lost, span)),
    ])
    .sort((a, b) => a.at - b.at)
  const counts = layers.map(() => 0)
  const now = (): readonly number[] => {
    const known = counts.reduce((sum, each) => sum + each, 0)
    return counts.map((each, layer) => (layer === off ? Math.max(0, total - known) : each))
  }
  const grid = Math.max(1, scale.width / MOST_COLUMNS)
  const columns: Column[] = []
  let x = 0
  for (const { at, layer, by } of changes) {
    const here = Math.round(scale.x(at) / grid) * grid
    if (here > x) {
      columns.push({ x, width: here - x, counts: now() })
      x = here
    }
    counts[layer] = Math.max(0, (counts[layer] ?? 0) + by)
  }
  if (x < scale.width) columns.push({ x, width: scale.width - x, counts: now() })
  const heights = columns.map((column) => column.counts.reduce((sum, each) => sum + each, 0))
  return { layers, columns, most: heights.reduce((a, b) => Math.max(a, b), total) }
}

const changesOf = (layer: number, { from, to }: { readonly from: number; readonly to?: number }) => [
  { at: from, layer, by: 1 },
  ...(to === undefined ? [] : [{ at: to, layer, by: -1 }]),
]
