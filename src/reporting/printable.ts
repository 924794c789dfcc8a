// What a name may do to a page. Names come from schedules and from machines, so they may hold anything: a terminal's
// escape sequences, half a character, a mark that turns the reading direction. Here they become signs that only look.

/** Everything that is no sign by itself. Tab and newline are, where a text may have lines. */
// eslint-disable-next-line no-control-regex -- finding control characters is the point
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

/** Makes every control character visible, but keeps tabs and newlines. */
export const printable = (text: string): string => text.toWellFormed().replace(CONTROLS, visible)

/** The same on one line. */
export const printableLine = (text: string): string =>
  printable(text.replaceAll('\n', '\u240a').replaceAll('\t', '\u2409'))

/** Every string in a value, keys too, on one line each. For a format whose marks are themselves control characters. */
export function printableValue<T>(value: T): T {
  return cleaned(value) as T // the same shape: only strings are replaced, by strings
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return printableLine(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printableLine(key), cleaned(inner)]))
}

/** Unicode has a picture for each of the oldest ones; the others become a box. */
function visible(char: string): string {
  const code = char.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\u25a1'
}

/** Writes control characters in JSON text as JSON's escapes: the same data, in signs that only look. */
export const escapedInJson = (json: string): string =>
  json.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Cuts a text that is longer than a reader would read, and says by how much. */
export function shortened(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length).toWellFormed()}… (${text.length - length} more characters)`
}
