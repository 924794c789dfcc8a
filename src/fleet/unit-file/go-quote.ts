// Quoting as Go's `%q` does it: fleet's error messages are made with it.

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
])

/** What unicode.IsPrint takes for printable. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/** Go's strconv.Quote: a text in double quotes. */
export const quoteText = (text: string): string => quoted(text, '"')

/** Go's strconv.QuoteRune: a character in single quotes. */
export const quoteCharacter = (character: string): string => quoted(character, "'")

function quoted(text: string, quote: string): string {
  const escaped = Array.from(text.toWellFormed(), (character) => escape(character, quote))
  return `${quote}${escaped.join('')}${quote}`
}

function escape(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`
  const named = NAMED.get(character)
  if (named !== undefined) return named
  if (PRINTABLE.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  const hex = (digits: number): string => code.toString(16).padStart(digits, '0')
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`
}
