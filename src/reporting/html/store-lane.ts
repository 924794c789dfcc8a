// The store's lane: changes of the reboot lock as they were written, who leads, each member's health, and when there was
// no majority.

import { semaphoreChanges, semaphoreWords, type SemaphoreChange } from '../semaphores.ts'
import { clock } from '../time-words.ts'
import { lifeOf, storeLife } from './timeline.ts'
import type { FloatingLane } from './diagram.ts'
import { boxOf } from './bar.ts'
import type { LaneContext } from './machine-lane.ts'
import { type Note, type NoteRows, noteRows, TEXT_ROW } from './notes.ts'
import { thinned } from './placement.ts'

const TOP = 6
const LEADER_HEIGHT = 15
const MEMBER_ROW = 12
const MEMBER_HEIGHT = 5
const MOST_MEMBERS = 9

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
    areas: [],
  }
}

function lockMarks({ events, scale }: LaneContext): NoteRows {
  const all = [...semaphoreChanges(events)]
  const notes = all
    .flatMap(([group, inGroup]) =>
      inGroup.map((change) => ({ group: all.length > 1 ? `${group || 'default'}: ` : '', change })),
    )
    .sort((a, b) => a.change.index - b.change.index)
    .map(({ group, change }): Note => ({
      kind: 'put',
      bare: 'put-bare',
      at: change.at,
      index: change.index,
      text: `${group}${changeWords(change)}`,
      title: `${clock(change.at)} revision ${change.revision}\n${group}${longWords(change)}`,
    }))
  return noteRows(notes, scale, TOP)
}

function changeWords({ semaphore }: SemaphoreChange): string {
  if (typeof semaphore === 'string') return semaphore === 'corrupt' ? 'unreadable' : 'deleted'
  return semaphore.holders.length === 0 ? `free (${semaphore.max})` : semaphore.holders.join(' + ')
}

const longWords = ({ semaphore }: SemaphoreChange): string =>
  typeof semaphore === 'string' ? `the lock's document is ${semaphore}` : semaphoreWords(semaphore)
