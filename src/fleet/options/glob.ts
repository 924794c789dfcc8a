// Globs as Go's path.Match has them: `*` and `?` (not `/`), `[a-z]`, `[^a]`, `\x`. There is no `[!a]` and no `{a,b}`, and a
// glob that is malformed matches nothing.
//
// The glob is read as it is matched, and only the last `*` is ever tried again, as in Go: the time is at worst the length of
// the glob times that of the name, and nothing is allocated.

import { characterLength, classAccepts, classEnd, MALFORMED } from './glob-class.ts'

/** Whether the glob matches the whole name. Case matters. */
export function matchesGlob(pattern: string, name: string): boolean {
  if (!META.test(pattern)) return pattern === name
  let at = 0
  let position = 0
  // Where to go on after a mismatch: behind the last star, which has then taken one character more.
  let afterStar = -1
  let starEnd = 0
  for (;;) {
    if (at === pattern.length && position === name.length) return true
    if (pattern.charAt(at) === '*') {
      at++
      afterStar = at
      starEnd = position
      continue
    }
    if (at < pattern.length) {
      const end = tokenEnd(pattern, at)
      if (end === MALFORMED) return false
      if (position < name.length && accepts(pattern, at, name, position)) {
        at = end
        position += characterLength(name, position)
        continue
      }
    }
    if (afterStar === -1 || starEnd === name.length || name.charAt(starEnd) === '/') return false
    starEnd += characterLength(name, starEnd)
    at = afterStar
    position = starEnd
  }
}

/** Without any of these, a glob is a name. */
const META = /[*?[\\]/

/** The position after what matches one character: `?`, `[...]`, `\x` or the character itself. */
function tokenEnd(pattern: string, at: number): number {
  const first = pattern.charAt(at)
  if (first === '[') return classEnd(pattern, at)
  if (first !== '\\') return at + characterLength(pattern, at)
  return at + 1 < pattern.length ? at + 1 + characterLength(pattern, at + 1) : MALFORMED
}

function accepts(pattern: string, at: number, name: string, position: number): boolean {
  const first = pattern.charAt(at)
  const character = name.codePointAt(position) as number
  if (first === '?') return name.charAt(position) !== '/'
  if (first === '[') return classAccepts(pattern, at, character)
  return pattern.codePointAt(first === '\\' ? at + 1 : at) === character
}
