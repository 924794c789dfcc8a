// The classes of a glob, `[a-z]`. As in Go: at least one range; `]` and `-` only after a backslash; `^` turns it round; a
// range from high to low is allowed and holds nothing.

/** In place of a position: there is no well-formed class. */
export const MALFORMED = -1

/** The position after the class that begins at `at`. */
export function classEnd(pattern: string, at: number): number {
  let i = classStart(pattern, at)
  do {
    i = memberEnd(pattern, i)
    if (i !== MALFORMED && pattern.charAt(i) === '-') i = memberEnd(pattern, i + 1)
    if (i === MALFORMED) return MALFORMED
  } while (pattern.charAt(i) !== ']')
  return i + 1
}

/** Whether the class that begins at `at`, which is well-formed, holds a code point. */
export function classAccepts(pattern: string, at: number, character: number): boolean {
  let i = classStart(pattern, at)
  let holds = false
  do {
    const low = memberAt(pattern, i)
    let high = low
    i = memberEnd(pattern, i)
    if (pattern.charAt(i) === '-') {
      high = memberAt(pattern, i + 1)
      i = memberEnd(pattern, i + 1)
    }
    holds ||= low <= character && character <= high
  } while (pattern.charAt(i) !== ']')
  return holds !== isNegated(pattern, at)
}

const isNegated = (pattern: string, at: number): boolean => pattern.charAt(at + 1) === '^'

const classStart = (pattern: string, at: number): number => at + (isNegated(pattern, at) ? 2 : 1)

/** The position after a member of a class, behind which something must follow. */
function memberEnd(pattern: string, at: number): number {
  const first = pattern.charAt(at)
  if (first === '-' || first === ']') return MALFORMED
  const character = first === '\\' ? at + 1 : at
  const end = character + characterLength(pattern, character)
  return end < pattern.length ? end : MALFORMED
}

const memberAt = (pattern: string, at: number): number =>
  pattern.codePointAt(pattern.charAt(at) === '\\' ? at + 1 : at) as number

/** How many UTF-16 units the character at `at` has. */
export const characterLength = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
