// The marks of the time axis: round times, far enough apart to be read, and none inside a fold.

import { spell } from '../time-words.ts'
import type { TimeScale } from './time-scale.ts'

const MOST_PER_PIECE = 400
const APART = 76
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000].concat(
  [1, 2, 5, 10, 15, 30, 60, 120, 360, 720].map((minutes) => minutes * 60_000),
)

export function axisTicks(scale: TimeScale): readonly { readonly x: number; readonly label: string }[] {
  const ticks: { readonly x: number; readonly label: string }[] = []
  const folded = new Set(scale.folds.map((fold) => fold.x))
  for (const [index, [to, toX]] of scale.corners.entries()) {
    const [from, fromX] = scale.corners[index - 1] ?? [0, 0]
    if (index === 0 || folded.has(fromX)) continue
    const step = ROUND.find((ms) => (ms * (toX - fromX)) / (to - from) >= APART) ?? to - from
    for (let at = Math.ceil(from / step) * step, n = 0; at <= to && n < MOST_PER_PIECE; at += step, n++) {
      const x = scale.x(at)
      const last = ticks.at(-1)
      if (last && x - last.x < APART) continue
      if (scale.folds.some((fold) => Math.abs(fold.x + fold.width / 2 - x) < APART)) continue
      ticks.push({ x, label: axisLabel(at, step) })
    }
  }
  return ticks
}

/** `01:12` for whole seconds, `01:12.25` where the step is finer. */
function axisLabel(at: number, step: number): string {
  if (at === 0) return '0'
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3
  const minutes = Math.floor(at / 60_000)
  const seconds = ((at % 60_000) / 1000).toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, '0')
  const hours = Math.floor(minutes / 60)
  const rest = `${String(minutes % 60).padStart(2, '0')}:${seconds}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

export const foldLabel = (ms: number): string => spell(ms >= 10_000 ? Math.round(ms / 1000) * 1000 : ms)
