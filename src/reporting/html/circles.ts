// Where a violation's events are in the picture: each is circled and numbered, in the order of the history.

import type { Event } from '../../history/event.ts'
import { describeEvent } from '../event-words.ts'
import type { Offence } from '../offence.ts'
import { machineOf } from '../sources.ts'
import { clock } from '../time-words.ts'
import type { Circle, Lane } from './diagram.ts'
import type { LaneContext } from './machine-lane.ts'

const NEAR = 15
const MOST_EVENTS = 200
const MOST_NUMBERS = 3

interface Group {
  readonly x: number
  readonly y: number
  readonly index: number
  readonly numbers: readonly number[]
  readonly titles: readonly string[]
}

/** Those that would cover each other share a circle. */
export function circlesAround(offence: Offence, lanes: readonly Lane[], context: LaneContext): readonly Circle[] {
  const groups: Group[] = []
  offence.events.slice(0, MOST_EVENTS).forEach((event, order) => {
    const index = offence.indexes[order] ?? 0
    const place = placeOf(event, index, lanes, context)
    if (!place) return
    const title = `${order + 1}. ${clock(event.at)} ${describeEvent(event)}`
    const near = groups.findIndex((group) => group.y === place.y && Math.abs(group.x - place.x) < NEAR)
    const group = groups[near]
    if (group) groups[near] = { ...group, numbers: [...group.numbers, order + 1], titles: [...group.titles, title] }
    else groups.push({ ...place, index, numbers: [order + 1], titles: [title] })
  })
  return groups.map(({ x, y, index, numbers, titles }) => ({
    x,
    y,
    index,
    label: numbers.length <= MOST_NUMBERS ? numbers.join(',') : `${numbers[0]}…${numbers.at(-1)}`,
    title: titles.slice(0, 10).join('\n'),
  }))
}

function placeOf(
  event: Event,
  index: number,
  lanes: readonly Lane[],
  { events, scale }: LaneContext,
): Pick<Circle, 'x' | 'y'> | undefined {
  const lane = laneOf(event, index, lanes)
  if (!lane) return undefined
  const mark = lane.marks.find((each) => each.index === index)
  if (mark) return { x: mark.x, y: mark.y }
  // What a step came to is told at the bar of the step.
  const begun =
    'step' in event ? events.findIndex((each) => each.kind === 'step.applied' && each.step === event.step) : index
  const box = lane.boxes.find((each) => each.index === begun)
  return { x: scale.x(event.at), y: box ? box.y + box.height / 2 : lane.anchorY }
}

function laneOf(event: Event, index: number, lanes: readonly Lane[]): Lane | undefined {
  if ('step' in event) return lanes.find((lane) => lane.kind === 'steps')
  const versions = lanes.find((lane) => lane.kind === 'versions')
  if (versions?.marks.some((mark) => mark.index === index && mark.kind !== 'grant')) return versions
  const subject = subjectOf(event)
  const machine = lanes.find((lane) => lane.kind === 'machine' && lane.id === subject)
  return machine ?? lanes.find((lane) => lane.kind === (event.kind.startsWith('store.') ? 'store' : 'steps'))
}

/** The machine that did it, or to which it happened; none for what the store or the conductor says. */
export function subjectOf(event: Event): string | undefined {
  if (event.kind.startsWith('store.') && event.kind !== 'store.member') return undefined
  if ('machine' in event && !BY_ITSELF.test(event.kind)) return event.machine
  return machineOf(event.source)
}

/** What a machine's own fleet says of the machine: it may be registered under another id. */
const BY_ITSELF = /^(?:fleet|engine)\.|^unit\.(?:state|claimed|unclaimed|task-failed)$/
