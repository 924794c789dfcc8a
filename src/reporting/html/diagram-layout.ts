// Lays the space-time diagram out: lanes from top to bottom, time from left to right. Pure, so that its promises (nothing
// outside the plot, no lane over another, time never runs backwards) can be checked on any history.

import type { Event } from '../../history/event.ts'
import { type Offence, offences } from '../offence.ts'
import type { RunResult } from '../result.ts'
import { stepOutcomes } from '../steps.ts'
import { clock } from '../time-words.ts'
import { axisTicks, foldLabel } from './axis.ts'
import { circlesAround, subjectOf } from './circles.ts'
import type { Diagram, FloatingLane, Lane } from './diagram.ts'
import { type LaneContext, machineLane, type MachineSpec } from './machine-lane.ts'
import { stepsLane } from './steps-lane.ts'
import { storeLane } from './store-lane.ts'
import { timeScale } from './time-scale.ts'
import { endOf, heldSpans, phaseSpans } from './timeline.ts'

const WIDTH = { least: 1100, most: 12_000 }
/** From so many boots and reboots on, the plot grows by so many pixels for each further one. */
const ROOMY = { changes: 30, each: 16 }
const MOST_MACHINES = 40
const LANE_GAP = 6
const AXIS = 30

export function layoutDiagram(result: RunResult): Diagram {
  const end = endOf(result)
  const { events } = result
  const steps = stepOutcomes(result)
  const offence = offences(result)[0]
  const changes = events.filter((event) => event.kind === 'reboot.started' || event.kind === 'boot.started').length
  const width = Math.min(WIDTH.most, WIDTH.least + Math.max(0, changes - ROOMY.changes) * ROOMY.each)
  const scale = timeScale(
    events.filter(isSeen).map((event) => event.at),
    end,
    width,
  )
  const context: LaneContext = { events, scale, end }
  const held = heldSpans(result, end)
  const { shown, leftOut } = chosen(result, offence)
  const { machines } = result.schedule.topology
  const members = machines.filter(({ roles }) => roles.includes('etcd')).map(({ id }) => id)
  const top = 22 + (offence ? 20 : 0)
  const lanes = stacked(top, [
    stepsLane(steps, context),
    ...shown.map((spec) => machineLane(spec, held.get(spec.id) ?? [], steps, context)),
    storeLane(members, context),
  ])
  const last = lanes.at(-1)
  const axisY = last ? last.y + last.height + LANE_GAP : top
  const at = offence?.at
  return {
    width,
    height: axisY + AXIS,
    top,
    axisY,
    scale,
    lanes,
    phases: phaseSpans(events, end).map(({ kind, from, to }) => ({
      name: kind,
      x: scale.x(from),
      width: scale.x(to) - scale.x(from),
    })),
    folds: scale.folds.map((fold) => ({ ...fold, label: foldLabel(fold.to - fold.from) })),
    ticks: axisTicks(scale),
    circles: offence ? circlesAround(offence, lanes, context) : [],
    ...(offence && at !== undefined
      ? { violation: { x: scale.x(at), label: `${offence.id} broken at ${clock(at)}` } }
      : {}),
    leftOut: leftOut.map((spec) => spec.id),
  }
}

/** What a reader sees begin or end. Requests that merely repeat must not keep idle time open. */
const isSeen = (event: Event): boolean => !UNSEEN.has(event.kind)
const UNSEEN: ReadonlySet<Event['kind']> = new Set([
  'lock.attempt',
  'lock.attempt-ended',
  'lock.busy',
  'lock.released',
  'step.skipped',
  'step.witnessed',
  'operator.answered',
  'quiet',
])

/** Machines in the topology's order; if there are too many, those that the violation or a step is about. */
function chosen(
  result: RunResult,
  offence: Offence | undefined,
): { shown: readonly MachineSpec[]; leftOut: readonly MachineSpec[] } {
  const { machines } = result.schedule.topology
  if (machines.length <= MOST_MACHINES) return { shown: machines, leftOut: [] }
  const offending = new Set((offence?.events ?? []).flatMap((event) => subjectOf(event) ?? []))
  const stepped = new Set(result.schedule.steps.flatMap((step) => ('machine' in step ? [step.machine] : [])))
  const rank = ({ id }: MachineSpec): number => (offending.has(id) ? 0 : stepped.has(id) ? 1 : 2)
  const first = new Set(machines.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_MACHINES))
  return { shown: machines.filter((spec) => first.has(spec)), leftOut: machines.filter((spec) => !first.has(spec)) }
}

function stacked(top: number, lanes: readonly FloatingLane[]): readonly Lane[] {
  let y = top
  return lanes.map((lane) => {
    const placed: Lane = {
      ...lane,
      y,
      anchorY: lane.anchorY + y,
      boxes: lane.boxes.map((box) => ({ ...box, y: box.y + y })),
      marks: lane.marks.map((mark) => ({ ...mark, y: mark.y + y })),
      rows: lane.rows.map((row) => ({ ...row, y: row.y + y })),
    }
    y += lane.height + LANE_GAP
    return placed
  })
}
