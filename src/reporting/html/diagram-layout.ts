// Lays the space-time diagram out: lanes from top to bottom, time from left to right. Pure, so that its promises (nothing
// outside the plot, no lane over another, time never runs backwards) can be checked on any history.

import { STATES } from '../../fleet/registry/keys.ts'
import type { Event, EventOf } from '../../history/event.ts'
import { hasFleet } from '../../machine/topology.ts'
import { type Offence, offences } from '../offence.ts'
import type { RunResult } from '../result.ts'
import { updateLives } from '../slot-runs.ts'
import { stepOutcomes } from '../steps.ts'
import { clock } from '../time-words.ts'
import { isServersAccount } from '../update-documents.ts'
import { unitLives } from '../unit-lives.ts'
import { updatingMachines } from '../versions.ts'
import { axisTicks, foldLabel } from './axis.ts'
import { circlesAround, subjectOf } from './circles.ts'
import { fleetLane } from './fleet-lane.ts'
import type { Area, Diagram, FloatingLane, Lane } from './diagram.ts'
import { type LaneContext, machineLane, type MachineSpec } from './machine-lane.ts'
import { stepsLane } from './steps-lane.ts'
import { storeLane } from './store-lane.ts'
import { timeScale } from './time-scale.ts'
import { endOf, heldSpans, phaseSpans } from './timeline.ts'
import { tintOf, tints } from './tints.ts'
import { unitTints } from './unit-tints.ts'
import { versionsLane } from './versions-lane.ts'

const WIDTH = { least: 1100, most: 12_000 }
/** From so many boots and reboots on in so many lanes, the plot grows by so many pixels for each further one. */
const ROOMY = { changes: 30, lanes: 3, each: 16 }
/** So many lanes, and fewer where much happens on each machine: the drawing grows with the events that it shows. */
const LANES = { least: 8, most: 40, events: 24_000 }
const LANE_GAP = 6
const AXIS = 30

export function layoutDiagram(result: RunResult): Diagram {
  const end = endOf(result)
  const { events } = result
  const steps = stepOutcomes(result)
  const offence = offences(result)[0]
  const { machines } = result.schedule.topology
  const boots = events.filter((event) => event.kind === 'reboot.started' || event.kind === 'boot.started').length
  const changes = boots * Math.min(1, ROOMY.lanes / Math.max(1, machines.length))
  const width = Math.min(WIDTH.most, WIDTH.least + Math.max(0, changes - ROOMY.changes) * ROOMY.each)
  const scale = timeScale(
    events.filter(isSeen).map((event) => event.at),
    end,
    width,
  )
  const lives = updateLives(events)
  const tinted = tints([...lives.values()].flatMap(({ runs }) => runs.map(({ version }) => version)))
  const units = unitLives(events)
  const context: LaneContext = { events, scale, end, tintOf: tintOf(tinted), unitTint: unitTints(units.keys()) }
  const held = heldSpans(result, end)
  const { shown, leftOut } = chosen(result, offence)
  const members = machines.filter(({ roles }) => roles.includes('etcd')).map(({ id }) => id)
  const top = 22 + (offence ? 20 : 0)
  const lanes = stacked(top, [
    stepsLane(steps, context),
    ...(tinted.length > 0 ? [versionsLane(lives, updatingMachines(result).size, tinted, context)] : []),
    ...(hasFleet(result.schedule.topology) || units.size > 0 ? [fleetLane(units, context)] : []),
    ...shown.map((spec) =>
      machineLane(spec, held.get(spec.id) ?? [], lives.get(spec.id), [...units.values()], steps, context),
    ),
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
    tints: tinted,
    leftOut: leftOut.map((spec) => spec.id),
  }
}

/** What a reader sees begin or end. Requests that merely repeat must not keep idle time open. */
const isSeen = (event: Event): boolean =>
  !UNSEEN.has(event.kind) &&
  !(event.kind === 'store.put' && (isServersAccount(event.key) || event.key.startsWith(STATES)))
const UNSEEN: ReadonlySet<Event['kind']> = new Set([
  'lock.attempt',
  'lock.attempt-ended',
  'lock.busy',
  'lock.unread',
  'lock.released',
  'step.skipped',
  'step.witnessed',
  'operator.answered',
  'update.checked',
  'update.status',
  'unit.asked',
  'unit.acknowledged',
  'unit.unplaceable',
  'unit.task-failed',
  'unit.state',
  'quiet',
])

/** Machines in the topology's order; if there are too many, those that the violation, a step or a failed update is about. */
function chosen(
  result: RunResult,
  offence: Offence | undefined,
): { shown: readonly MachineSpec[]; leftOut: readonly MachineSpec[] } {
  const { machines } = result.schedule.topology
  const affordable = Math.floor((LANES.events * machines.length) / Math.max(1, result.events.length))
  const most = Math.min(LANES.most, Math.max(LANES.least, affordable))
  if (machines.length <= most) return { shown: machines, leftOut: [] }
  const offending = new Set((offence?.events ?? []).flatMap((event) => subjectOf(event) ?? []))
  const stepped = new Set(result.schedule.steps.flatMap((step) => ('machine' in step ? [step.machine] : [])))
  const failed = new Set(result.events.flatMap((event) => (isFailedUpdate(event) ? [event.machine] : [])))
  const rank = ({ id }: MachineSpec): number => {
    const first = [offending, stepped, failed].findIndex((names) => names.has(id))
    return first === -1 ? 3 : first
  }
  const first = new Set(machines.toSorted((a, b) => rank(a) - rank(b)).slice(0, most))
  return { shown: machines.filter((spec) => first.has(spec)), leftOut: machines.filter((spec) => !first.has(spec)) }
}

const isFailedUpdate = (event: Event): event is EventOf<FailedUpdate> => FAILED_UPDATE.has(event.kind)
type FailedUpdate = 'boot.lost' | 'boot.unhealthy' | 'update.refused' | 'update.rolled-back'
const FAILED_UPDATE: ReadonlySet<Event['kind']> = new Set<FailedUpdate>([
  'boot.lost',
  'boot.unhealthy',
  'update.refused',
  'update.rolled-back',
])

export function stacked(top: number, lanes: readonly FloatingLane[]): readonly Lane[] {
  let y = top
  return lanes.map((lane) => {
    const placed: Lane = {
      ...lane,
      y,
      anchorY: lane.anchorY + y,
      boxes: lane.boxes.map((box) => ({ ...box, y: box.y + y })),
      marks: lane.marks.map((mark) => ({ ...mark, y: mark.y + y })),
      rows: lane.rows.map((row) => ({ ...row, y: row.y + y })),
      areas: lane.areas.map((area) => movedDown(area, y)),
    }
    y += lane.height + LANE_GAP
    return placed
  })
}

const movedDown = (area: Area, by: number): Area => ({
  ...area,
  columns: area.columns.map((column) => ({ ...column, y: column.y + by })),
  labels: area.labels.map((label) => ({ ...label, y: label.y + by })),
})
