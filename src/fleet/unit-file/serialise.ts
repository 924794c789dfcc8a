// Writes options as the unit file that fleet stores, hashes and hands to systemd (go-systemd, unit/serialize.go).
//
// What is written is read back as it was, with the sections that were split in the file gathered (`gathered`), unless a
// value ends in a backslash. The parser makes such values of `\` and a space at the end of a line, and of `\` at the end of
// the file; written out, the backslash continues the line. Its value then has the next option in it, or, at the end of
// its section, a newline more. Whatever is read back is stable from then on.

import { quoteText } from './go-quote.ts'
import { parseUnitFile, UnitFileInvalid } from './parse.ts'
import type { UnitOption } from './unit-file.ts'

/** Sections in the order in which they first appear, one blank line between them; no options: the empty text. */
export function serialiseUnitFile(options: readonly UnitOption[]): string {
  return [...sections(options)]
    .map(([section, own]) => `[${section}]\n${own.map(({ name, value }) => `${name}=${value}\n`).join('')}`)
    .join('\n')
}

/** The options in the order in which they are written: each section in one piece. */
export const gathered = (options: readonly UnitOption[]): readonly UnitOption[] =>
  [...sections(options).values()].flat()

/**
 * Why the options would not be read back from their file as they are; undefined: they would. fleet asked only whether the
 * file can be read at all, so that the hash of what an agent read could differ from that of what was submitted.
 */
export function survivalProblem(options: readonly UnitOption[]): string | undefined {
  let back: readonly UnitOption[]
  try {
    back = parseUnitFile(serialiseUnitFile(options))
  } catch (error) {
    if (error instanceof UnitFileInvalid) return error.message
    throw error
  }
  const lost = gathered(options).find((option, i) => !isSame(option, back[i]))
  if (lost === undefined) return undefined
  return `option ${shown(lost.name)} of section ${shown(lost.section)} would not be read back from a unit file as given`
}

const shown = (text: string): string => quoteText(text.slice(0, 80))

function sections(options: readonly UnitOption[]): ReadonlyMap<string, readonly UnitOption[]> {
  return Map.groupBy(options, ({ section }) => section)
}

const isSame = (a: UnitOption, b: UnitOption | undefined): boolean =>
  a.section === b?.section && a.name === b.name && a.value === b.value
