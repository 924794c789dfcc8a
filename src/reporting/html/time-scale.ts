// Time across the page. Where nothing happens for long, time is folded to a narrow strip, so that a run of twenty minutes
// with four seconds that matter shows those.

export interface Fold {
  readonly from: number
  readonly to: number
  readonly x: number
  readonly width: number
}

export interface TimeScale {
  /** Where an instant is; instants outside the run are put on its edge. */
  readonly x: (at: number) => number
  readonly width: number
  readonly folds: readonly Fold[]
  /** The corners of the mapping, `[ms, x]`, strictly rising in both. Between them it is straight. */
  readonly corners: readonly (readonly [number, number])[]
}

/** A gap longer than this part of the run is folded, and one longer than that part of what is still open. */
const LONG_GAP = 0.08
const LONG_OF_OPEN = 0.25
const FOLD_WIDTH = 66
/** Kept open on both sides of a gap, so that what stands at its edges has air. In parts of the unfolded time. */
const MARGIN = 0.012

/**
 * @param instants when anything starts or ends, in any order
 * @param end the run's end; the scale begins at 0
 * @param width of the whole plot, in pixels
 */
export function timeScale(instants: readonly number[], end: number, width: number): TimeScale {
  const span = Math.max(1, end)
  const inside = instants.filter((at) => at > 0 && at < span)
  const stops = [...new Set([0, ...inside, span])].sort((a, b) => a - b)
  const gaps = stops.slice(1).map((to, index) => ({ from: stops[index] as number, to }))
  const most = Math.max(1, Math.floor(width / (3 * FOLD_WIDTH)))
  const folded = longGaps(gaps, span, most)
  const open = span - folded.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const margin = open * MARGIN
  const inner = folded
    .map(({ from, to }) => ({ from: from === 0 ? 0 : from + margin, to: to === span ? to : to - margin }))
    .filter((gap) => gap.to > gap.from)
  const shown = span - inner.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const perMs = (width - inner.length * FOLD_WIDTH) / shown
  const corners: (readonly [number, number])[] = [[0, 0]]
  const folds: Fold[] = []
  let [at, x] = [0, 0]
  for (const { from, to } of inner) {
    x += (from - at) * perMs
    if (from > at) corners.push([from, x])
    folds.push({ from, to, x, width: FOLD_WIDTH })
    x += FOLD_WIDTH
    corners.push([to, x])
    at = to
  }
  if (at < span) corners.push([span, width])
  return { x: (instant) => along(corners, instant), width, folds, corners }
}

/** The gaps to fold, longest first: each that is long for the whole run, or for what the folds so far have left open. */
function longGaps<G extends { readonly from: number; readonly to: number }>(
  gaps: readonly G[],
  span: number,
  most: number,
): readonly G[] {
  const length = (gap: G): number => gap.to - gap.from
  const longest = gaps.toSorted((a, b) => length(b) - length(a) || a.from - b.from)
  const folded: G[] = []
  let open = span
  for (const gap of longest) {
    const long = length(gap) > LONG_GAP * span || length(gap) > LONG_OF_OPEN * open
    if (!long || folded.length >= most || length(gap) >= open) break
    folded.push(gap)
    open -= length(gap)
  }
  return folded.toSorted((a, b) => a.from - b.from)
}

function along(corners: readonly (readonly [number, number])[], at: number): number {
  let [low, high] = [0, corners.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((corners[middle]?.[0] ?? 0) <= at) low = middle
    else high = middle
  }
  const [t0, x0] = corners[low] ?? [0, 0]
  const [t1, x1] = corners[high] ?? [1, 1]
  const part = t1 === t0 ? 0 : Math.min(1, Math.max(0, (at - t0) / (t1 - t0)))
  return x0 + part * (x1 - x0)
}
