// The lane of the rollout: how many machines run which version, as a stack over time, and above it what the operators
// offer, whom the update server lets go, and how it ends.

import type { Event } from '../../history/event.ts'
import { describeEvent } from '../event-words.ts'
import type { UpdateLife } from '../slot-runs.ts'
import { clock, count, thousands } from '../time-words.ts'
import { catalogueNews } from '../update-documents.ts'
import { shortVersion } from '../versions.ts'
import type { Area, FloatingLane, Label, Mark } from './diagram.ts'
import type { LaneContext } from './machine-lane.ts'
import { type Note, noteRows } from './notes.ts'
import { labelIn, merged } from './placement.ts'
import type { TimeScale } from './time-scale.ts'
import type { Tint } from './tints.ts'
import { type Column, LOST, OFF, type Stack, versionStack } from './version-stack.ts'

const TOP = 6
const GRANT_ROW = 14
const STACK_HEIGHT = 84
const LONGEST_VERSION = 24
/** A layer is so high at least where a word stands in it, and one word is so far from the next. */
const ROOM = { height: 14, apart: 420 }

export function versionsLane(
  lives: ReadonlyMap<string, UpdateLife>,
  total: number,
  tinted: readonly Tint[],
  context: LaneContext,
): FloatingLane {
  const { events, scale, tintOf } = context
  const notes = noteRows(offers(events), scale, TOP)
  const grants = grantMarks(context, TOP + notes.height + GRANT_ROW / 2)
  const top = TOP + notes.height + (grants.length > 0 ? GRANT_ROW : 2)
  const kinds = tinted.map(({ kind }) => kind)
  const stack = versionStack(lives.values(), total, kinds, tintOf, scale)
  const names = new Map(tinted.map(({ kind, name }) => [kind, name]))
  return {
    kind: 'versions',
    id: 'versions',
    label: 'versions',
    detail: '',
    height: top + STACK_HEIGHT + 8,
    anchorY: TOP + notes.height / 2,
    boxes: [],
    marks: [...notes.marks, ...grants],
    areas: areasOf(stack, names, top, scale),
    rows: [
      { y: top + 9, label: thousands(total) },
      { y: top + STACK_HEIGHT, label: '0' },
    ],
  }
}

/** What the channels point at, and how each rollout ended. */
function offers(events: readonly Event[]): readonly Note[] {
  const offered = catalogueNews(events).map(({ at, index, revision, news, says }): Note => ({
    kind: 'offer',
    bare: 'offer',
    at,
    index,
    text: news.join(', '),
    title: `${clock(at)} revision ${revision}\n${news.join('\n')}\n${says}`,
  }))
  const ended = events.flatMap((event, index): readonly Note[] => {
    if (event.kind !== 'rollout.stopped' && event.kind !== 'rollout.finished') return []
    const kind = event.kind === 'rollout.stopped' ? 'stopped' : 'finished'
    const text = kind === 'stopped' ? `${event.track} stopped` : `${event.track} finished`
    return [{ kind, bare: kind, at: event.at, index, text, title: `${clock(event.at)} ${describeEvent(event)}` }]
  })
  return [...offered, ...ended].sort((a, b) => a.index - b.index)
}

const grantMarks = ({ events, scale }: LaneContext, y: number): readonly Mark[] =>
  merged(
    events.flatMap((event, index): readonly Mark[] =>
      event.kind === 'rollout.granted'
        ? [
            {
              kind: 'grant',
              x: scale.x(event.at),
              y,
              title: `${clock(event.at)} ${describeEvent(event)}`,
              index,
              count: 1,
            },
          ]
        : [],
    ),
  )

function areasOf(
  { layers, columns, most }: Stack,
  names: ReadonlyMap<string, string>,
  top: number,
  scale: TimeScale,
): readonly Area[] {
  const unit = STACK_HEIGHT / Math.max(1, most)
  const below = columns.map(() => 0)
  return layers.map((kind, layer) => {
    const pieces: { x: number; y: number; width: number; height: number }[] = []
    columns.forEach(({ x, width, counts }, index) => {
      const amount = counts[layer] ?? 0
      const ground = below[index] ?? 0
      below[index] = ground + amount
      if (amount === 0) return
      const [y, height] = [top + STACK_HEIGHT - (ground + amount) * unit, amount * unit]
      const last = pieces.at(-1)
      if (last && last.x + last.width === x && last.y === y && last.height === height) last.width += width
      else pieces.push({ x, y, width, height })
    })
    const name = { [OFF]: 'off or between boots', [LOST]: 'nothing to boot' }[kind] ?? names.get(kind) ?? ''
    const peak = columns.reduce((high, column: Column) => Math.max(high, column.counts[layer] ?? 0), 0)
    return {
      kind,
      columns: pieces,
      labels: labelsIn(pieces, kind === OFF ? 'off' : shortVersion(name, LONGEST_VERSION), scale),
      title: `${name}: ${count(peak, 'machine')} at most`,
    }
  })
}

function labelsIn(
  pieces: Area['columns'],
  text: string,
  { folds }: TimeScale,
): readonly (Label & { readonly y: number })[] {
  const labels: (Label & { readonly y: number })[] = []
  for (const { x, y, width, height } of pieces) {
    const last = labels.at(-1)
    if (height < ROOM.height || (last && x - last.x < ROOM.apart)) continue
    const { label } = labelIn(x, width, [text], folds)
    if (label) labels.push({ ...label, y: y + height / 2 + 4 })
  }
  return labels
}
