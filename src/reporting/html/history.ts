// The history as a table, and as data beside it. A long history is shown around the violation; the script draws the rest
// from the data when asked.

import type { VNode } from 'preact'
import type { Event } from '../../history/event.ts'
import { describeEvent } from '../event-words.ts'
import { escapedInJson, shortened } from '../printable.ts'
import { clock, thousands } from '../time-words.ts'
import type { InstantData } from './instant-data.ts'
import type { TimeScale } from './time-scale.ts'
import { el, raw } from './element.ts'

/** Up to so many events are all in the page; of more, a window. */
const MOST_ROWS = 3000
const WINDOW = 400
/** The data may be so long, in characters; what lies furthest from the violation is left out. */
const MOST_DATA = 3_500_000
const LONGEST_FIELD = 2000

export interface HistoryView {
  readonly events: readonly Event[]
  /** Places of the events to highlight. */
  readonly offending: ReadonlySet<number>
  /** The place that the page opens on. */
  readonly focus: number | undefined
  readonly scale: TimeScale
  /** The cluster at each instant of a part of the history, from one place to before another. */
  readonly instants: (range: readonly [number, number]) => InstantData
}

export function historySection({ events, offending, focus }: HistoryView): VNode {
  const [from, to] = events.length <= MOST_ROWS ? [0, events.length] : windowAround(focus ?? 0, events.length, WINDOW)
  const around = focus === undefined ? 'the first' : 'around the violation,'
  const note =
    to - from === events.length
      ? `${thousands(events.length)} events`
      : `${around} ${thousands(to - from)} of ${thousands(events.length)} events; scroll, filter or step for the others`
  return el(
    'section',
    { id: 'history' },
    el('h2', {}, 'History'),
    el(
      'div',
      { class: 'tools' },
      el('input', {
        id: 'filter',
        type: 'search',
        placeholder: 'filter by text, kind or source',
        'aria-label': 'filter the history',
      }),
      el('span', { id: 'note', class: 'muted' }, note),
      el(
        'span',
        { class: 'muted' },
        el('kbd', {}, 'j'),
        ' ',
        el('kbd', {}, 'k'),
        ' or ',
        el('kbd', {}, '←'),
        ' ',
        el('kbd', {}, '→'),
        ' step, ',
        el('kbd', {}, 'v'),
        ' violation, ',
        el('kbd', {}, 'Esc'),
        ' close',
      ),
    ),
    el(
      'div',
      { class: 'scroll', id: 'scroll' },
      el(
        'table',
        { class: 'history' },
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ...['#', 'time', 'source', 'event', 'what', 'id'].map((name) => el('th', { scope: 'col' }, name)),
          ),
        ),
        el(
          'tbody',
          { id: 'rows' },
          ...events.slice(from, to).map((event, offset) => row(event, from + offset, offending)),
        ),
      ),
    ),
    events.length === 0 ? el('p', { class: 'muted' }, 'The run left no events.') : null,
  )
}

function row(event: Event, index: number, offending: ReadonlySet<number>): VNode {
  return el(
    'tr',
    { id: `e${index}`, class: offending.has(index) ? 'bad' : undefined, 'data-e': index },
    el('td', { class: 'tight number muted' }, index + 1),
    el('td', { class: 'tight mono' }, clock(event.at)),
    el('td', { class: 'tight' }, event.source),
    el('td', { class: 'tight mono' }, event.kind),
    el('td', {}, describeEvent(event)),
    el('td', { class: 'tight mono muted' }, event.id),
  )
}

/** What the script works on: events with their words, from the `first`-th on. */
export function historyData({ events, offending, focus, scale, instants }: HistoryView): VNode {
  const entries = nearest(events, focus ?? 0)
  const data = {
    first: entries.first,
    total: events.length,
    focus: focus ?? null,
    offending: [...offending],
    instant: instants([entries.first, entries.first + entries.rows.length]),
    corners: scale.corners.map(([at, x]) => [at, Math.round(x * 10) / 10]),
    // Joined by hand: each is JSON already, and so is measured only once.
    rows: 0,
  }
  const text = JSON.stringify(data).replace('"rows":0', () => `"rows":[${entries.rows.join(',')}]`)
  return raw('script', { type: 'application/json', id: 'data' }, scriptSafe(text))
}

/** JSON that stays data inside a script element: nothing in it can end the element or a line. */
const scriptSafe = (json: string): string => escapedInJson(json.replaceAll('<', '\\u003c'))

/** As many events around a place as the data may hold: all, as a rule. */
function nearest(
  events: readonly Event[],
  focus: number,
): { readonly first: number; readonly rows: readonly string[] } {
  const rows = events.map((event) => JSON.stringify([event, describeEvent(event), clock(event.at)], longFields))
  let [from, to, size] = [Math.min(focus, rows.length), Math.min(focus, rows.length), 0]
  while (size < MOST_DATA && (from > 0 || to < rows.length)) {
    if (to < rows.length) size += (rows[to++] as string).length
    if (from > 0) size += (rows[--from] as string).length
  }
  return { first: from, rows: rows.slice(from, to) }
}

const longFields = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? shortened(value, LONGEST_FIELD) : value

function windowAround(focus: number, length: number, size: number): readonly [number, number] {
  const from = Math.max(0, Math.min(length - size, focus - Math.floor(size / 2)))
  return [from, Math.min(length, from + size)]
}
