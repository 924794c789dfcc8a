// Marks with a few words beside them, in one row or in a few where the words would touch.

import type { Mark } from './diagram.ts'
import { merged, rowsFor, textWidth } from './placement.ts'
import type { TimeScale } from './time-scale.ts'

export const TEXT_ROW = 14
const TEXT_ROWS = 3
/** For marks whose text had no room. */
const BARE_ROW = 11
const LONGEST_TEXT = 26

export interface Note {
  /** Of its mark. */
  readonly kind: string
  /** Of its mark where there is no room for the words. */
  readonly bare: string
  readonly at: number
  readonly index: number
  readonly text: string
  readonly title: string
}

export interface NoteRows {
  readonly marks: readonly Mark[]
  readonly height: number
}

/** @param notes in order of time */
export function noteRows(notes: readonly Note[], scale: TimeScale, top: number): NoteRows {
  const sized = notes.map((note) => {
    const { text } = note
    const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1).toWellFormed()}…` : text
    const x = scale.x(note.at)
    // Near the right edge the text is read towards the mark, from its left.
    return { note, x, short, left: x + textWidth(short) + 8 > scale.width }
  })
  const rows = rowsFor(
    sized.map(({ x, short, left }) => {
      const width = textWidth(short) + 8
      return left ? { from: x - width, to: x + 5 } : { from: x - 5, to: x + width }
    }),
    TEXT_ROWS,
    2,
  )
  const used = rows.reduce<number>((most, row) => Math.max(most, (row ?? 0) + 1), 1)
  const height = used * TEXT_ROW + (rows.includes(undefined) ? BARE_ROW : 0)
  const [worded, bare]: [Mark[], Mark[]] = [[], []]
  sized.forEach(({ note, x, short, left }, index) => {
    const row = rows[index]
    const mark = { x, title: note.title, index: note.index, count: 1 }
    if (row === undefined) bare.push({ ...mark, kind: note.bare, y: top + height - BARE_ROW / 2 })
    else worded.push({ ...mark, kind: note.kind, y: top + TEXT_ROW * (row + 0.5), text: short, left })
  })
  return { marks: [...worded, ...merged(bare)], height }
}
