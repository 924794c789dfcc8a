// What lies over the lanes of a diagram: folds of time, and the violation with its circles.

import type { VNode } from 'preact'
import type { Circle, Diagram } from './diagram.ts'
import { el, px } from './element.ts'

/** Two wavy edges over the full height, and between them how much time is left out. */
export function drawFold({ x, width, label }: Diagram['folds'][number], { top, axisY }: Diagram): VNode {
  const [left, right] = [x + width / 2 - 5, x + width / 2 + 5]
  const edge = (at: number): string => {
    const waves: string[] = [`M${px(at)} ${top}`]
    for (let y = top; y < axisY; y += 12) waves.push(`q4 3 0 6q-4 3 0 6`)
    return waves.join('')
  }
  return el(
    'g',
    {},
    el('title', {}, `${label} in which nothing begins or ends`),
    el('path', {
      class: 'fold',
      d: `${edge(left)}L${px(right)} ${top + 12 * Math.ceil((axisY - top) / 12)}${upwards(axisY, top)}Z`,
    }),
    el('path', { class: 'fold-edge', d: edge(left) }),
    el('path', { class: 'fold-edge', d: edge(right) }),
    el('text', { class: 'fold-label', x: px(x + width / 2), y: axisY + 18, 'text-anchor': 'middle' }, label),
  )
}

const upwards = (axisY: number, top: number): string => 'q-4 -3 0 -6q4 -3 0 -6'.repeat(Math.ceil((axisY - top) / 12))

export function drawViolation({ violation, circles, axisY, width }: Diagram): readonly VNode[] {
  const path = circles.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
  const joined = path === '' ? [] : [el('path', { class: 'joined', d: path })]
  if (!violation) return joined
  const left = violation.x > width - 260
  const at = { x: px(violation.x + (left ? -6 : 6)), y: 13, 'text-anchor': left ? 'end' : 'start' }
  return [
    el('line', { class: 'violation', x1: px(violation.x), x2: px(violation.x), y1: 2, y2: axisY }),
    el('text', { class: 'violation-label', ...at }, violation.label),
    ...joined,
  ]
}

export function drawCircle({ x, y, label, title, index }: Circle): VNode {
  const badge = 6 * label.length + 9
  return el(
    'g',
    { 'data-e': index, class: 'circled' },
    el('title', {}, title),
    el('circle', { class: 'circle', cx: px(x), cy: px(y), r: 10 }),
    el('rect', { class: 'badge-box', x: px(x - badge - 6), y: px(y - 20), width: badge, height: 14, rx: 7 }),
    el('text', { class: 'badge-text', x: px(x - badge / 2 - 6), y: px(y - 9.5), 'text-anchor': 'middle' }, label),
  )
}
