// A span of time as a bar in a lane, with the first of its words that fits into it.

import { lasting } from '../time-words.ts'
import type { Box } from './diagram.ts'
import { labelIn } from './placement.ts'
import type { TimeScale } from './time-scale.ts'
import type { Span } from './timeline.ts'

/** Where a reboot begins, a violation may be circled. */
const AFTER_CIRCLE = 14

export function boxOf(
  span: Span,
  place: { readonly y: number; readonly height: number },
  labels: readonly string[],
  subject: string,
  scale: TimeScale,
): Box {
  const x = scale.x(span.from)
  const width = Math.max(0, scale.x(span.to) - x)
  return {
    kind: span.kind,
    x,
    width,
    ...place,
    ...labelIn(x, width, labels, scale.folds, span.kind === 'rebooting' ? AFTER_CIRCLE : undefined),
    title: `${subject} ${span.says}\n${lasting(span.from, span.to)}`,
    index: span.index,
  }
}
