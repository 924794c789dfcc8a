// The hatchings, which the page's style gives their colours.

import type { VNode } from 'preact'
import { el } from './element.ts'

export function patterns(): VNode {
  const hatch = (id: string): VNode =>
    el(
      'pattern',
      { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      el('rect', { class: `${id}-ground`, width: 6, height: 6 }),
      el('rect', { class: `${id}-line`, width: 2.2, height: 6 }),
    )
  return el(
    'defs',
    {},
    hatch('hatch-frozen'),
    hatch('hatch-lost'),
    hatch('hatch-cut'),
    hatch('hatch-writing'),
    hatch('hatch-unit'),
  )
}
