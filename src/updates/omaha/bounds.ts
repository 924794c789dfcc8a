// What is checked of a text before an XML parser sees it: its size, its characters, and that it is made of plain tags.
//
// The parser alone is not enough: with its validator in front it still takes two roots, `<` in an attribute and any number
// of elements, and a DOCTYPE would let a text define its own entities. This pass is linear.

import { OmahaInvalid } from './errors.ts'

const MOST_BYTES = 1024 * 1024
const MOST_ELEMENTS = 8192
/** A response is six deep. */
const DEEPEST = 16

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_.:-]*`
const ATTRIBUTE = String.raw`\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*')`
const OPENING = String.raw`<${NAME}(?:${ATTRIBUTE}){0,64}\s*(?<slash>/?)>`
/** Text, a comment, a closing tag, or an opening tag, which alone has a `slash`, empty or not. */
const TOKEN = new RegExp(String.raw`[^<]+|<!--[^]*?-->|(?<closing></${NAME}\s*>)|${OPENING}`, 'uy')
const DECLARATION = /^<\?xml\s[^<>]*\?>/

/** Half of a surrogate pair matches too: in no encoding can a text contain one. */
const NOT_A_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** Whether XML can carry the text at all. It cannot carry most control characters, not even escaped. */
export const isCharacterData = (text: string): boolean => !NOT_A_CHARACTER.test(text)

/**
 * Checks a whole document.
 * @throws OmahaInvalid for one that is empty, too large, or not made of plain tags
 */
export function checkBounds(document: string): void {
  if (utf8Length(document) > MOST_BYTES) {
    throw new OmahaInvalid('OMAHA_TOO_LARGE', `an omaha message has at most ${MOST_BYTES} bytes`)
  }
  if (document.trim() === '') throw new OmahaInvalid('OMAHA_EMPTY', 'the omaha message is empty')
  if (!isCharacterData(document)) {
    throw new OmahaInvalid('OMAHA_NOT_XML', 'the omaha message has a character that XML does not allow')
  }
  let [elements, depth] = [0, 0]
  TOKEN.lastIndex = DECLARATION.exec(document)?.[0].length ?? 0
  for (let at = TOKEN.lastIndex; at < document.length; at = TOKEN.lastIndex) {
    const { slash, closing } = TOKEN.exec(document)?.groups ?? notXml(document, at)
    if (closing !== undefined) depth--
    if (slash === undefined) continue
    elements++
    if (slash === '') depth++
    if (elements > MOST_ELEMENTS || depth > DEEPEST) {
      const limits = `${MOST_ELEMENTS} elements, ${DEEPEST} deep`
      throw new OmahaInvalid('OMAHA_TOO_LARGE', `an omaha message has at most ${limits}`)
    }
  }
}

function notXml(document: string, at: number): never {
  throw new OmahaInvalid('OMAHA_NOT_XML', `not the markup of an omaha message: ${document.slice(at, at + 60)}`)
}

function utf8Length(text: string): number {
  if (text.length > MOST_BYTES) return text.length // at least, and that is too much already
  return new TextEncoder().encode(text).length
}
