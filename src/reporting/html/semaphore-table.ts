// The reboot lock's value over time, one table for each group.

import type { VNode } from 'preact'
import type { Event } from '../../history/event.ts'
import { semaphoreChanges, type SemaphoreChange } from '../semaphores.ts'
import { clock, count } from '../time-words.ts'
import { type Child, el } from './element.ts'
import { table } from './judgement.ts'

const MOST_ROWS = 120

/** @param focus the instant around which a long table is cut */
export function semaphoreSection(events: readonly Event[], focus: number | undefined): VNode | null {
  const groups = [...semaphoreChanges(events)].sort(([a], [b]) => (a < b ? -1 : 1))
  if (groups.length === 0) return null
  return el(
    'section',
    {},
    el('h2', {}, 'Reboot lock over time'),
    ...groups.slice(0, 30).map(([group, changes]) => groupTable(group, changes, focus)),
  )
}

function groupTable(group: string, changes: readonly SemaphoreChange[], focus: number | undefined): VNode {
  const middle =
    focus === undefined
      ? 0
      : Math.max(
          0,
          changes.findLastIndex(({ at }) => at <= focus),
        )
  const from = Math.max(0, Math.min(changes.length - MOST_ROWS, middle - MOST_ROWS / 2))
  const shown = changes.slice(from, from + MOST_ROWS)
  const left = changes.length - shown.length
  return el(
    'div',
    {},
    el('h3', {}, group === '' ? 'default group' : `group ${group}`),
    el('div', { class: 'panel' }, table(['time', 'holders', 'free', 'max', 'revision'], shown.map(row), [0, 2, 3, 4])),
    left > 0
      ? el('p', { class: 'muted' }, `${count(left, 'further change')} not shown here; the history has all`)
      : null,
  )
}

function row({ at, index, revision, semaphore }: SemaphoreChange): readonly Child[] {
  const time = el('a', { href: `#e${index}`, 'data-e': index, class: 'mono' }, clock(at))
  if (typeof semaphore === 'string')
    return [time, semaphore === 'corrupt' ? 'the document cannot be read' : 'deleted', '', '', String(revision)]
  const { holders, free, max } = semaphore
  return [
    time,
    holders.length === 0 ? el('span', { class: 'muted' }, 'nobody') : holders.join(', '),
    String(free),
    String(max),
    String(revision),
  ]
}
