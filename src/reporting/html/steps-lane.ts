// The lane of the schedule: a bar for each fault from when it was applied to when it was mended, a diamond for each thing
// that an operator did.

import type { StepOutcome } from '../steps.ts'
import { clock, lasting } from '../time-words.ts'
import type { Box, FloatingLane } from './diagram.ts'
import { labelIn, rowsFor, textWidth, thinned } from './placement.ts'
import type { LaneContext } from './machine-lane.ts'

const ROW = 20
const BAR = 15
const MOST_ROWS = { words: 6, numbers: 10 }
const DIAMOND = 10
const LONGEST_LABEL = 42
const PALETTE_SIZE = 8

interface Placed {
  readonly box: Box
  readonly from: number
  readonly to: number
}

export function stepsLane(steps: readonly StepOutcome[], context: LaneContext): FloatingLane {
  const applied = steps.filter((step) => step.applied !== undefined)
  const kinds = [...new Set(steps.filter((step) => step.fault).map(({ step }) => step.do))].sort()
  const place = (
    worded: boolean,
    mostRows: number,
  ): { readonly placed: readonly Placed[]; readonly rows: readonly (number | undefined)[] } => {
    const placed = applied.map((step) => placedStep(step, kinds.indexOf(step.step.do), worded, context))
    return { placed, rows: rowsFor(placed, mostRows, 6) }
  }
  const worded = place(true, MOST_ROWS.words)
  // Where the words of all steps have no room, their numbers must do: the schedule above has the words.
  const { placed, rows } = worded.rows.includes(undefined) ? place(false, MOST_ROWS.numbers) : worded
  const last = MOST_ROWS.numbers - 1
  const used = rows.reduce<number>((most, row) => Math.max(most, (row ?? last) + 1), 1)
  const boxes = placed.map(({ box }, index) => {
    const row = rows[index]
    const y = 6 + ROW * (row ?? last)
    if (row !== undefined) return { ...box, y }
    const { label: _, ...bare } = box // over another one: its title still says what it is
    return { ...bare, y }
  })
  return {
    kind: 'steps',
    id: 'steps',
    label: 'steps',
    detail: 'faults and operators',
    height: 6 + ROW * used + 4,
    anchorY: 6 + BAR / 2,
    boxes: thinned(boxes),
    marks: [],
    rows: [],
    areas: [],
  }
}

/** Where a step goes with its label: inside, else to its right, else to its left. */
function placedStep(
  outcome: StepOutcome,
  colour: number,
  worded: boolean,
  { events, scale, end }: LaneContext,
): Placed {
  const { applied, mended, fault, number, deed } = outcome
  const from = applied?.at ?? 0
  const to = fault ? (mended?.at ?? end) : from
  const start = scale.x(from)
  const width = fault ? Math.max(3, scale.x(to) - start) : DIAMOND
  const x = Math.max(0, Math.min(fault ? start : start - DIAMOND / 2, scale.width - width))
  const words = `${number} ${deed.length > LONGEST_LABEL ? `${deed.slice(0, LONGEST_LABEL - 1).toWellFormed()}…` : deed}`
  const label = worded ? words : String(number)
  const room = textWidth(label)
  const when = fault ? lasting(from, to) : clock(from)
  const box: Box = {
    kind: fault ? `fault-${Math.max(0, colour) % PALETTE_SIZE}` : 'action',
    x,
    y: 0,
    width,
    height: BAR,
    title: `step ${number}: ${deed}\n${when}${fault && !mended ? ', not mended' : ''}`,
    index: applied ? events.indexOf(applied) : 0,
  }
  const inside = fault ? labelIn(x, width, [label], scale.folds) : {}
  if (inside.label) return { box: { ...box, ...inside }, from: x, to: x + width }
  const right = x + width + 4
  if (right + room <= scale.width) {
    return { box: { ...box, label: { text: label, x: right, anchor: 'start' } }, from: x, to: right + room }
  }
  const left = x - 4
  if (left < room) return { box, from: x, to: x + width }
  return { box: { ...box, label: { text: label, x: left, anchor: 'end' } }, from: left - room, to: x + width }
}
