// A machine's two slots, a row for each: what runs from it and for how long, what is written into it, what waits there for
// the reboot. Which slot it is shows by its row, and what a release came to by its words and hatching, not by colour alone.

import type { Event, MachineId, SlotName } from '../../history/event.ts'
import type { SlotRun, UpdateLife } from '../slot-runs.ts'
import { shortVersion } from '../versions.ts'
import type { Box } from './diagram.ts'
import { boxOf } from './bar.ts'
import type { LaneContext } from './machine-lane.ts'
import { thinned } from './placement.ts'
import { type Span, Track } from './timeline.ts'

const ROW = { height: 14, gap: 3 }
const LONGEST_VERSION = 24
export const SLOT_ROWS_HEIGHT = 2 * ROW.height + ROW.gap

interface SlotRows {
  readonly boxes: readonly Box[]
  readonly rows: readonly { readonly y: number; readonly label: string }[]
}

/** @param top of the first row, in the machine's lane */
export function slotRows(machine: MachineId, life: UpdateLife, context: LaneContext, top: number): SlotRows {
  const place = (slot: SlotName): { readonly y: number; readonly height: number } => ({
    y: top + (slot === 'a' ? 0 : ROW.height + ROW.gap),
    height: ROW.height,
  })
  const subject = (slot: SlotName): string => `${machine}, slot ${slot}:`
  const inRow = (slot: SlotName): readonly Box[] => [
    ...life.runs
      .filter((run) => run.slot === slot)
      .map((run) => {
        const { span, labels } = runSpan(run, context)
        return boxOf(span, place(slot), labels, subject(slot), context.scale)
      }),
    ...contents(machine, slot, context).map(({ span, labels }) =>
      boxOf(span, place(slot), labels, subject(slot), context.scale),
    ),
  ]
  return {
    boxes: [...thinned(inRow('a')), ...thinned(inRow('b'))],
    rows: (['a', 'b'] as const).map((slot) => ({ y: place(slot).y + 11, label: `slot ${slot}` })),
  }
}

interface Labelled {
  readonly span: Span
  readonly labels: readonly string[]
}

/** A run that ended before its boot was good is told apart; so is one to which the machine fell back. */
function runSpan(run: SlotRun, { end, tintOf }: LaneContext): Labelled {
  const { version, from, to, index, good, fellBackFrom } = run
  const short = shortVersion(version, LONGEST_VERSION)
  const tint = tintOf(version)
  const span = (kind: string, says: string): Span => ({ kind: `${kind} ${tint}`, from, to: to ?? end, index, says })
  if (!good && to !== undefined) {
    return { span: span('slot-failed', `runs ${version}, and is never good`), labels: [`✘ ${short}`, '✘'] }
  }
  if (fellBackFrom !== undefined) {
    return { span: span('slot-back', `runs ${version}, fell back from ${fellBackFrom}`), labels: [`↩ ${short}`, '↩'] }
  }
  return { span: span('slot-runs', `runs ${version}`), labels: [short] }
}

/** What is written into a slot, and what waits there. Writing ends with the machine's power. */
function contents(machine: MachineId, slot: SlotName, { events, end }: LaneContext): readonly Labelled[] {
  const track = new Track<'slot-writing' | 'slot-written' | 'slot-next'>()
  const versions = new Map<number, string>()
  events.forEach((event, index) => {
    if (!('machine' in event) || event.machine !== machine) return
    const next = contentAfter(event, slot, track.now)
    if (next === 'same') return
    if (next === 'nothing') return track.leave(event.at)
    const version = 'version' in event ? (event.version ?? '') : ''
    versions.set(index, version)
    track.enter(next, event.at, index, `${CONTENT_WORDS[next]} ${version}`)
  })
  track.leave(end)
  return track.spans.map((span) => {
    const short = shortVersion(versions.get(span.index) ?? '', LONGEST_VERSION)
    return { span, labels: [`${LABEL_WORDS[span.kind]} ${short}`, short] }
  })
}

type Content = 'slot-writing' | 'slot-written' | 'slot-next'

const CONTENT_WORDS = {
  'slot-writing': 'is written with',
  'slot-written': 'holds',
  'slot-next': 'boots next:',
} as const
const LABEL_WORDS = { 'slot-writing': 'writes', 'slot-written': 'has', 'slot-next': 'next:' } as const

function contentAfter(event: Event, slot: SlotName, now: Content | undefined): Content | 'same' | 'nothing' {
  switch (event.kind) {
    case 'slot.writing':
      return event.slot === slot ? 'slot-writing' : 'same'
    case 'slot.written':
      return event.slot === slot ? 'slot-written' : 'same'
    case 'update.installed':
      return event.slot === slot ? 'slot-next' : 'same'
    case 'update.refused':
    case 'update.failed':
    case 'machine.off':
      return now === 'slot-writing' ? 'nothing' : 'same'
    case 'boot.slot':
    case 'boot.lost':
      return 'nothing'
    default:
      return 'same'
  }
}
