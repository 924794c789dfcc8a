// A machine's lane: what it does, when it holds the lock, when it is cut off, and the small marks of its requests.

import type { Event, MachineId } from '../../history/event.ts'
import { describeEvent } from '../event-words.ts'
import type { Schedule } from '../../schedule/schedule.ts'
import type { UpdateLife } from '../slot-runs.ts'
import { machineOf } from '../sources.ts'
import type { StepOutcome } from '../steps.ts'
import { clock } from '../time-words.ts'
import type { UnitLife } from '../unit-lives.ts'
import { boxOf } from './bar.ts'
import type { Box, FloatingLane, Mark } from './diagram.ts'
import { merged, rowsFor, thinned } from './placement.ts'
import { SLOT_ROWS_HEIGHT, slotRows } from './slot-rows.ts'
import { type RowsOf, unitRows } from './unit-rows.ts'
import type { TimeScale } from './time-scale.ts'
import { lifeOf, type Span } from './timeline.ts'

const MARK_ROW = 13
const MARK_ROWS = 2
const BAR = { y: 8 + MARK_ROWS * MARK_ROW, height: 18 }
const CUT = { y: BAR.y - 5, height: 5 }
const LOCK = { y: BAR.y + BAR.height + 3, height: 7 }
const HEIGHT = LOCK.y + LOCK.height + 8
/** Where the rows of the slots begin, in the lane of a machine that has them. */
const SLOTS = { y: HEIGHT - 2, height: SLOT_ROWS_HEIGHT + 6 }
const MARK_WIDTH = 13
const MOST_UNIT_ROWS = 5

const STATE_LABELS: Readonly<Record<string, readonly string[]>> = {
  booting: ['boot'],
  rebooting: ['reboot'],
  off: ['off'],
  reset: ['reset'],
  'machine-lost': ['nothing to boot', 'lost', '✘'],
}

export type MachineSpec = Schedule['topology']['machines'][number]

export interface LaneContext {
  readonly events: readonly Event[]
  readonly scale: TimeScale
  readonly end: number
  /** Names the tint of a version. */
  readonly tintOf: (version: string) => string
  /** Names the tint of a unit. */
  readonly unitTint: (unit: string) => string
}

export function machineLane(
  spec: MachineSpec,
  held: readonly Span<'held'>[],
  updates: UpdateLife | undefined,
  units: readonly UnitLife[],
  steps: readonly StepOutcome[],
  context: LaneContext,
): FloatingLane {
  const { id } = spec
  const life = lifeOf(id, context.events, context.end)
  const box = (
    span: Span,
    place: { readonly y: number; readonly height: number },
    labels: readonly string[] = [],
  ): Box => boxOf(span, place, labels, id, context.scale)
  const states = life.states.map((span) => (span.kind === 'lost' ? { ...span, kind: 'machine-lost' } : span))
  const slots = updates && slotRows(id, updates, context, SLOTS.y)
  const unitsTop = HEIGHT + (slots ? SLOTS.height : 0) - 2
  const running = unitRows(runningOn(id, units, context), unitsTop, context.scale, context.end)
  const boxes = [
    ...states.map((span) => box(span, BAR, STATE_LABELS[span.kind])),
    ...life.frozen.map((span) => box(span, BAR, ['frozen'])),
    ...cutSpans(id, steps, context).map((span) => box(span, CUT)),
    ...held.map((span) => box(span, LOCK)),
  ]
  return {
    kind: 'machine',
    id,
    label: id,
    detail: [spec.roles.join(' + '), ...(spec.group === '' ? [] : [`group ${spec.group}`])].join(', '),
    height: HEIGHT + (slots ? SLOTS.height : 0) + (running.height > 0 ? running.height + 4 : 0),
    anchorY: BAR.y + BAR.height / 2,
    boxes: [...thinned(boxes), ...(slots?.boxes ?? []), ...running.boxes],
    marks: marksOf(id, context),
    rows: [...(slots?.rows ?? []), ...running.rows],
    areas: running.areas,
  }
}

const runningOn = (machine: MachineId, units: readonly UnitLife[], { unitTint }: LaneContext): RowsOf => ({
  copies: units.flatMap(({ copies }) => copies.filter((copy) => copy.machine === machine)),
  changing: units.flatMap(({ name, changing }) =>
    changing.flatMap((span) => (span.machine === machine ? [{ ...span, unit: name }] : [])),
  ),
  belongs: ({ unit }) => unit,
  tint: ({ unit }) => unitTint(unit),
  noun: 'unit',
  plural: 'units',
  mostRows: MOST_UNIT_ROWS,
})

function cutSpans(machine: MachineId, steps: readonly StepOutcome[], { events, end }: LaneContext): readonly Span[] {
  return steps.flatMap(({ step, applied, mended, deed, number }) =>
    step.do === 'cut' && step.machine === machine && applied
      ? [
          {
            kind: 'cut',
            from: applied.at,
            to: mended?.at ?? end,
            index: events.indexOf(applied),
            says: `(step ${number}: ${deed})`,
          },
        ]
      : [],
  )
}

/** Dodged into rows above the bar; where even that is too narrow, the last row takes them over each other. */
function marksOf(machine: MachineId, { events, scale }: LaneContext): readonly Mark[] {
  const marks = events.flatMap((event, index): readonly Mark[] => {
    const kind = markKind(event, machine)
    if (kind === undefined) return []
    return [{ kind, x: scale.x(event.at), y: 0, title: `${clock(event.at)} ${describeEvent(event)}`, index, count: 1 }]
  })
  const apart = merged(marks)
  const rows = rowsFor(
    apart.map(({ x }) => ({ from: x - MARK_WIDTH / 2, to: x + MARK_WIDTH / 2 })),
    MARK_ROWS,
    0,
  )
  return apart.map((mark, index) => ({ ...mark, y: BAR.y - 12 - (rows[index] ?? MARK_ROWS - 1) * MARK_ROW }))
}

/** Which of an event's marks belongs to this machine, if any. */
function markKind(event: Event, machine: MachineId): string | undefined {
  switch (event.kind) {
    case 'reboot.asked':
      return event.machine === machine ? 'asked' : undefined
    case 'lock.granted':
      return event.holder === machine ? 'granted' : undefined
    case 'lock.busy':
      return event.by === machine ? 'busy' : undefined
    case 'lock.unread':
      return event.by === machine ? 'unsure' : undefined
    case 'update.refused':
    case 'update.failed':
      return event.machine === machine ? 'refused' : undefined
    case 'boot.unhealthy':
      return event.machine === machine ? 'unhealthy' : undefined
    case 'update.rolled-back':
      return event.machine === machine ? 'fell-back' : undefined
    case 'fleet.joined':
    case 'fleet.left':
    case 'fleet.fenced':
    case 'fleet.duplicate':
    case 'engine.leads':
    case 'engine.yields':
      return machineOf(event.source) === machine ? event.kind.replace('.', '-') : undefined
    case 'lock.attempt-ended':
      return machineOf(event.source) === machine && event.outcome !== 'ok' ? 'unsure' : undefined
    case 'program.crashed':
      return machineOf(event.source) === machine ? 'crashed' : undefined
    default:
      return undefined
  }
}
