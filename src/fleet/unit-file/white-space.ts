// White space as Go has it (unicode.IsSpace), which is not quite JavaScript's: U+0085 is some, U+FEFF is none. Unit files
// are trimmed by it, so their hashes depend on it. No regular expression: `\s+$` is quadratic on a line of spaces.

const SPACES: ReadonlySet<string> = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
)

/** Whether a character is white space. */
export const isSpace = (character: string): boolean => SPACES.has(character)

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charAt(start))) start++
  while (start < end && isSpace(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/** Go's strings.Fields: what stands between runs of white space; never an empty string. */
export function fields(text: string): string[] {
  const words: string[] = []
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && !isSpace(text.charAt(i))) continue
    if (i > start) words.push(text.slice(start, i))
    start = i + 1
  }
  return words
}
