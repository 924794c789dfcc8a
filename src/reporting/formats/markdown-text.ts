// Text in Markdown that says what it says: nothing in it makes markup, of Markdown or of HTML, links or mentions anybody.

import { printableLine, shortened } from '../printable.ts'

/** What means something within a line, as CommonMark and GitHub read it. */
const MARKS = /[\\`*_[\]|~$]/g

/** Where a reader's eye sees nothing, and GitHub no name after an `@`, no issue after a `#`, and no address. */
const NOTHING = '&#8203;'

/**
 * Words on one line, wherever in a line. A mention, an issue's number and an address are found after all escapes are read,
 * so no escape hides them: they are taken apart.
 */
export const plain = (text: string, longest = 400): string =>
  shortened(printableLine(text), longest)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(MARKS, (mark) => `\\${mark}`)
    .replace(/^(\s*\d*)([-+=.)#])/, '$1\\$2')
    .replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|www(?=\.)/gi, (found) => `${found}${NOTHING}`)

/** An id in a code span, if it is one that can stand in a code span and in a cell of a table. */
export const code = (text: string): string => (/^[\w./-]{1,200}$/.test(text) ? `\`${text}\`` : plain(text))

/** Lines to be copied as they are. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${printableLine(text)}\n${fence}`
}

/** @param cells as Markdown already */
export const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
