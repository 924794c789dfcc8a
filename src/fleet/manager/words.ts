// How systemd takes the value of an option apart: continuation lines, then words, which may be quoted and may have escapes
// as C has them.
//
// Source: systemd.syntax(7), "Quoting"; src/basic/extract-word.c. A quote counts anywhere in a word, as in the code.

/** A word, and whether it stood there plainly: `;` as opposed to `';'` or `\;`. */
export interface Word {
  readonly text: string
  readonly plain: boolean
}

/** The text cannot be taken apart into words. */
export class WordsInvalid extends Error {
  readonly code = 'WORDS_INVALID'
}

const SPACE = /[ \t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
  ';': ';', // only in command lines, where a lone semicolon would separate two of them
}
const BY_NUMBER = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/

/** A value in one line: a backslash at a line's end is a space, and comment lines in between do not count. */
export function joined(value: string): string {
  const [first = '', ...rest] = value.split('\\\n')
  return [first, ...rest.filter((line) => !/^\s*[#;]/.test(line))].join(' ').trim()
}

/**
 * The words of a value, without their quotes. An escape that nobody knows is kept as it stands.
 * @throws WordsInvalid when a quote is not closed
 */
export function wordsOf(value: string): readonly Word[] {
  const line = joined(value)
  const words: Word[] = []
  let word: { text: string; plain: boolean } | undefined
  let quote: string | undefined
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string
    if (quote === undefined && SPACE.test(char)) {
      if (word) words.push(word)
      word = undefined
      continue
    }
    word ??= { text: '', plain: true }
    if (char === quote) quote = undefined
    else if (quote === undefined && (char === '"' || char === "'")) quote = char
    else if (char === '\\') {
      const { text, length } = escaped(line.slice(i + 1))
      word.text += text
      i += length
    } else {
      word.text += char
      continue
    }
    word.plain = false
  }
  if (quote !== undefined) throw new WordsInvalid(`a quote is not closed: ${line}`)
  if (word) words.push(word)
  return words
}

/** What an escape stands for, and how many characters it takes after its backslash. */
function escaped(rest: string): { readonly text: string; readonly length: number } {
  const numbered = BY_NUMBER.exec(rest)
  if (numbered) {
    const [all, x, u, long, octal] = numbered
    const code = octal === undefined ? Number.parseInt((x ?? u ?? long) as string, 16) : Number.parseInt(octal, 8)
    if (code > 0 && code <= 0x10ffff) return { text: String.fromCodePoint(code), length: all.length }
  }
  const char = rest[0] ?? ''
  const text = ESCAPES[char]
  return text === undefined ? { text: `\\${char}`, length: char.length } : { text, length: 1 }
}
