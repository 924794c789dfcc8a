// The store's lane: changes of the reboot lock as they were written, who leads, each member's health, and when there was
// no majority.

import { semaphoreChanges, semaphoreWords, type SemaphoreChange } from '../semaphores.ts'
import { clock } from '../time-words.ts'
import { lifeOf, storeLife } from './timeline.ts'
import type { FloatingLane, Mark } from './diagram.ts'
import { boxOf, type LaneContext } from './machine-lane.ts'
import { merged, rowsFor, textWidth, thinned } from './placement.ts'

const TEXT_ROW = 14
const TEXT_ROWS = 3
/** For marks whose text had no room. */
const BARE_ROW = 11
const TOP = 6
const LEADER_HEIGHT = 15
const MEMBER_ROW = 12
const MEMBER_HEIGHT = 5
const MOST_MEMBERS = 9
const LONGEST_TEXT = 26

export function storeLane(members: readonly string[], context: LaneContext): FloatingLane {
  const { events, scale, end } = context
  const { leaders, lost } = storeLife(events, end)
  const shown = members.slice(0, MOST_MEMBERS)
  const lock = lockMarks(context)
  const leader = { y: TOP + lock.height + 4, height: LEADER_HEIGHT }
  const firstMember = leader.y + leader.height + 6
  const memberY = (row: number): number => firstMember + row * MEMBER_ROW
  const bottom = memberY(shown.length)
  const health = shown.flatMap((member, row) =>
    lifeOf(member, events, end).member.map((span) =>
      boxOf(
        { ...span, kind: `member-${span.kind}` },
        { y: memberY(row), height: MEMBER_HEIGHT },
        [],
        `etcd on ${member}:`,
        scale,
      ),
    ),
  )
  const boxes = [
    ...leaders.map((span) => {
      const who = span.says.replace(/ leads, term \d+$/, '')
      const labels = span.kind === 'leader' ? [`leader ${who}`, who] : ['no leader']
      return boxOf(span, leader, labels, 'the store:', scale)
    }),
    ...health,
    ...lost.map((span) => boxOf(span, { y: leader.y - 2, height: bottom - leader.y }, [], 'the store has', scale)),
  ]
  return {
    kind: 'store',
    id: 'etcd',
    label: 'etcd',
    detail: '',
    height: bottom + 8,
    anchorY: TOP + TEXT_ROW / 2,
    boxes: thinned(boxes),
    marks: lock.marks,
    rows: [
      { y: TOP + 11, label: 'lock' },
      { y: leader.y + 11, label: 'leader' },
      ...shown.map((member, row) => ({ y: memberY(row) + 6, label: member })),
    ],
  }
}

/** One row of texts, or a few where they would touch. */
function lockMarks({ events, scale }: LaneContext): { readonly marks: readonly Mark[]; readonly height: number } {
  const all = [...semaphoreChanges(events)]
  const changes = all
    .flatMap(([group, inGroup]) =>
      inGroup.map((change) => ({ group: all.length > 1 ? `${group || 'default'}: ` : '', change })),
    )
    .sort((a, b) => a.change.index - b.change.index)
  const marks = changes.map(({ group, change }) => {
    const text = `${group}${changeWords(change)}`
    const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1).toWellFormed()}…` : text
    const x = scale.x(change.at)
    // Near the right edge the text is read towards the mark, from its left.
    const left = x + textWidth(short) + 8 > scale.width
    return { x, short, left, change, full: `${group}${longWords(change)}` }
  })
  const rows = rowsFor(
    marks.map(({ x, short, left }) => {
      const width = textWidth(short) + 8
      return left ? { from: x - width, to: x + 5 } : { from: x - 5, to: x + width }
    }),
    TEXT_ROWS,
    2,
  )
  const used = rows.reduce<number>((most, row) => Math.max(most, (row ?? 0) + 1), 1)
  const height = used * TEXT_ROW + (rows.includes(undefined) ? BARE_ROW : 0)
  const placed = marks.map(({ x, short, left, change, full }, index): Mark => {
    const row = rows[index]
    const title = `${clock(change.at)} revision ${change.revision}\n${full}`
    const place = {
      x,
      y: TOP + (row === undefined ? height - BARE_ROW / 2 : TEXT_ROW * (row + 0.5)),
      title,
      index: change.index,
      count: 1,
    }
    return row === undefined
      ? { ...place, kind: 'put-bare' }
      : { ...place, kind: left ? 'put-left' : 'put', text: short }
  })
  const bare = merged(placed.filter((mark) => mark.kind === 'put-bare'))
  return { marks: [...placed.filter((mark) => mark.kind !== 'put-bare'), ...bare], height }
}

function changeWords({ semaphore }: SemaphoreChange): string {
  if (typeof semaphore === 'string') return semaphore === 'corrupt' ? 'unreadable' : 'deleted'
  return semaphore.holders.length === 0 ? `free (${semaphore.max})` : semaphore.holders.join(' + ')
}

const longWords = ({ semaphore }: SemaphoreChange): string =>
  typeof semaphore === 'string' ? `the lock's document is ${semaphore}` : semaphoreWords(semaphore)
