// Draws a laid-out diagram as SVG: the lanes' names in one picture that stays, the plot in another that scrolls.

import type { VNode } from 'preact'
import type { Area, Box, Diagram, Lane, Mark } from './diagram.ts'
import { drawCircle, drawFold, drawViolation } from './diagram-overlay.ts'
import { type Child, el, px } from './element.ts'
import { shortName } from './lane-name.ts'
import { patterns } from './patterns.ts'
import { symbol } from './symbols.ts'

const MARGIN = 128

export interface Drawing {
  readonly id: string
  /** What it shows, for those who do not see it. */
  readonly title: string
  /** Whether the patterns of the whole page are defined here: the first of its diagrams does that. */
  readonly defines: boolean
}

export function drawDiagram(diagram: Diagram, { id, title, defines }: Drawing): VNode {
  const { width, height } = diagram
  // As the pictures share their height, so they must shrink together on paper: their widths are parts of one row.
  const part = (share: number): string => `--part:${((100 * share) / (MARGIN + width)).toFixed(3)}%`
  return el(
    'div',
    { class: 'diagram', id },
    svg('names', part(MARGIN), MARGIN, height, [
      ...diagram.lanes.map(laneName),
      // No border of the picture itself: it would shrink it, and the names would not stand beside their lanes.
      el('line', { class: 'edge', x1: MARGIN - 0.5, x2: MARGIN - 0.5, y1: 0, y2: height }),
    ]),
    el(
      'div',
      { class: 'plot', style: part(width), tabindex: 0, role: 'region', 'aria-label': `${title}, scrolls` },
      svg('drawing', '', width, height, [
        defines ? patterns() : null,
        ...diagram.phases.map((phase, index) => drawPhase(phase, index, diagram)),
        ...diagram.ticks.map((tick) => drawTick(tick, diagram)),
        ...diagram.lanes.map((lane) => drawLane(lane, diagram)),
        ...diagram.folds.map((fold) => drawFold(fold, diagram)),
        ...diagram.lanes.flatMap((lane) => lane.marks.map(drawMark)),
        ...drawViolation(diagram),
        ...diagram.lanes.flatMap((lane) => drawLabels(lane, new Set(diagram.circles.map(({ index }) => index)))),
        ...diagram.circles.map(drawCircle),
        el('line', { class: 'cursor', x1: -9, x2: -9, y1: diagram.top, y2: diagram.axisY }),
      ]),
    ),
  )
}

const svg = (name: string, style: string, width: number, height: number, children: readonly Child[]): VNode =>
  el('svg', { class: name, style, width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' }, ...children)

function laneName(lane: Lane): VNode {
  const short = shortName(lane.label)
  const right = MARGIN - 10
  const detail = lane.detail.length > 20 ? `${lane.detail.slice(0, 19).toWellFormed()}…` : lane.detail
  return el(
    'g',
    {},
    el('title', {}, `${lane.label} ${lane.detail}`),
    el('rect', { class: 'lane', x: 0, y: lane.y, width: MARGIN, height: lane.height }),
    lane.rows.length > 0
      ? el('text', { class: 'name', x: 10, y: lane.y + 22 }, short)
      : el(
          'text',
          {
            class: 'name',
            x: 10,
            y: lane.y + (detail === '' || lane.height < 40 ? lane.height / 2 + 4 : lane.height / 2 - 1),
          },
          short,
        ),
    lane.height >= 40 && detail !== ''
      ? el(
          'text',
          { class: 'detail', x: 10, y: lane.rows.length > 0 ? lane.y + 37 : lane.y + lane.height / 2 + 14 },
          detail,
        )
      : null,
    ...lane.rows.map((row) =>
      el('text', { class: 'detail', x: right, y: row.y, 'text-anchor': 'end' }, row.label.slice(0, 12)),
    ),
  )
}

function drawLane(lane: Lane, { width }: Diagram): VNode {
  return el(
    'g',
    {},
    el('rect', { class: 'lane', x: 0, y: lane.y, width, height: lane.height }),
    ...lane.areas.map(drawArea),
    ...lane.boxes.map(drawBox),
  )
}

function drawArea({ kind, columns, title }: Area): VNode | null {
  if (columns.length === 0) return null
  const d = columns.map(({ x, y, width, height }) => `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}z`)
  return el('g', {}, el('title', {}, title), el('path', { class: `b area ${kind}`, d: d.join('') }))
}

function drawBox(box: Box): VNode {
  const width = Math.max(1, box.width)
  const shape =
    box.kind === 'action'
      ? el('path', { class: 'b action', d: diamond(box.x + box.width / 2, box.y + box.height / 2, 5.5) })
      : el('rect', { class: `b ${box.kind}`, x: px(box.x), y: box.y, width: px(width), height: box.height })
  return el('g', { 'data-e': box.index }, el('title', {}, box.title), shape, breakAt(box))
}

/** A reboot is a break in the machine's life: its bar begins with a torn edge. */
function breakAt(box: Box): VNode | null {
  if (box.kind !== 'rebooting' || box.width < 4) return null
  const { x, y, height } = box
  const teeth = [0, 1, 2, 3].map((n) => `L${px(x + (n % 2 === 0 ? 3 : -3))} ${y + ((n + 0.5) * height) / 4}`)
  return el('path', { class: 'break', d: `M${px(x)} ${y}${teeth.join('')}L${px(x)} ${y + height}` })
}

function drawMark(mark: Mark): VNode {
  const counted = mark.count > 1 ? `${mark.count} events\n${mark.title}` : mark.title
  return el('g', { 'data-e': mark.index }, el('title', {}, counted), symbol(mark.kind, mark.x, mark.y))
}

/** Above the folds and the violation's line, so that neither strikes a word out. */
const drawLabels = ({ boxes, marks, areas }: Lane, circled: ReadonlySet<number>): readonly VNode[] => [
  ...boxes.flatMap(({ label, x, width, y, height, kind }) =>
    label
      ? el(
          'text',
          {
            class: `t t-${kind}${label.x < x || label.x > x + width ? ' halo' : ''}`,
            x: px(label.x),
            y: y + height / 2 + 4,
            'text-anchor': label.anchor,
          },
          label.text,
        )
      : [],
  ),
  ...marks.flatMap(({ text, left = false, x, y, index }) => {
    const away = (left ? -1 : 1) * (circled.has(index) ? 13 : 7)
    return text === undefined
      ? []
      : el('text', { class: 't halo', x: px(x + away), y: y + 4, 'text-anchor': left ? 'end' : 'start' }, text)
  }),
  ...areas.flatMap(({ kind, labels }) =>
    labels.map(({ text, x, y, anchor }) =>
      el('text', { class: `t t-${kind}`, x: px(x), y: px(y), 'text-anchor': anchor }, text),
    ),
  ),
]

const diamond = (x: number, y: number, r: number): string =>
  `M${px(x)} ${px(y - r)}L${px(x + r)} ${px(y)}L${px(x)} ${px(y + r)}L${px(x - r)} ${px(y)}Z`

function drawPhase(phase: Diagram['phases'][number], index: number, { top, axisY }: Diagram): VNode {
  const fits = phase.width >= phase.name.length * 6.6 + 8
  return el(
    'g',
    {},
    el('title', {}, `phase ${phase.name}`),
    el('rect', {
      class: `phase phase-${index % 2}`,
      x: px(phase.x),
      y: top - 20,
      width: px(phase.width),
      height: axisY - top + 20,
    }),
    el('line', { class: 'phase-edge', x1: px(phase.x), x2: px(phase.x), y1: top - 20, y2: axisY }),
    fits ? el('text', { class: 'phase-name', x: px(phase.x + 6), y: top - 7 }, phase.name) : null,
  )
}

function drawTick({ x, label }: Diagram['ticks'][number], { top, axisY, width }: Diagram): VNode {
  const anchor = x < 24 ? 'start' : x > width - 30 ? 'end' : 'middle'
  return el(
    'g',
    {},
    el('line', { class: 'grid', x1: px(x), x2: px(x), y1: top, y2: axisY + 4 }),
    el('text', { class: 'tick', x: px(x < 24 ? x + 4 : x), y: axisY + 18, 'text-anchor': anchor }, label),
  )
}
