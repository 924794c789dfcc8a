// Reads a unit file the way fleet did (go-systemd, unit/deserialize.go), which is not in every point systemd's own way: the
// hash of a unit is that of what is read here. One pass over the text, whatever it is.
//
// Two things are refused that fleet passed on: a NUL byte, at which systemd ends the line, and half of a surrogate pair,
// which has no UTF-8. Either would be run, hashed or stored as another text than the one that was submitted.

import type { UnitOption } from './unit-file.ts'
import { byteLength } from './utf8.ts'
import { isSpace, trimSpace } from './white-space.ts'

/** The text is no unit file. The message says where and why. */
export class UnitFileInvalid extends Error {
  readonly code = 'UNIT_FILE_INVALID'
}

/** systemd cuts lines that are longer, without a word (freedesktop bug 85308); fleet refuses them. */
const LINE_MAX_BYTES = 2048

/**
 * The options of a unit file, in order; the same one several times, if it stands there several times. A continued line
 * keeps its backslash and its newline in the value.
 * @throws UnitFileInvalid
 */
export function parseUnitFile(text: string): readonly UnitOption[] {
  refuseUnreadable(text)
  refuseLongLines(text)
  const options: UnitOption[] = []
  // Undefined: before the first header, where everything but comments is passed over, even in the middle of a line.
  let section: string | undefined
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '[') {
      const header = readHeader(text, at)
      section = header.read
      at = header.next
    } else if (character === '#' || character === ';') {
      at = afterComment(text, at)
    } else if (section === undefined || isSpace(character)) {
      at++
    } else {
      const name = readName(text, at)
      const value = readValue(text, name.next)
      options.push({ section, name: name.read, value: value.read })
      at = value.next
    }
  }
  return options
}

/** What was read, and the position after it. */
interface Read {
  readonly read: string
  readonly next: number
}

function refuseUnreadable(text: string): void {
  const nul = text.indexOf('\0')
  if (nul !== -1) throw new UnitFileInvalid(`NUL byte in line ${lineOf(text, nul)}`)
  if (!text.isWellFormed()) throw new UnitFileInvalid('the text holds half of a surrogate pair')
}

function refuseLongLines(text: string): void {
  for (let start = 0; start < text.length;) {
    const end = lineEnd(text, start)
    const line = text.charAt(end - 1) === '\r' ? text.slice(start, end - 1) : text.slice(start, end)
    if (line.length >= LINE_MAX_BYTES || byteLength(line) >= LINE_MAX_BYTES) {
      throw new UnitFileInvalid(`line too long (max ${LINE_MAX_BYTES} bytes): line ${lineOf(text, start)}`)
    }
    start = end + 1
  }
}

/** `[Service]`: up to the first bracket, even if it stands in another line. */
function readHeader(text: string, at: number): Read {
  const close = text.indexOf(']', at)
  if (close === -1) throw new UnitFileInvalid(`unable to find end of section: line ${lineOf(text, at)}`)
  const section = text.slice(at + 1, close)
  const end = lineEnd(text, close)
  const garbage = trimSpace(text.slice(close + 1, end))
  if (garbage !== '') throw new UnitFileInvalid(`found garbage after section name ${section.slice(0, 80)}: ${garbage}`)
  return { read: section, next: end + 1 }
}

/** A comment swallows the next line if it ends in a backslash, even in one with a space after it. */
function afterComment(text: string, at: number): number {
  let next = at
  for (;;) {
    const end = lineEnd(text, next)
    const continued = text.charAt(text.charAt(end - 1) === ' ' ? end - 2 : end - 1) === '\\'
    next = end + 1
    if (!continued || end === text.length) return next
  }
}

function readName(text: string, at: number): Read {
  for (let i = at; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === '=') return { read: trimSpace(text.slice(at, i)), next: i + 1 }
    if (character !== '\n' && character !== '\r') continue
    throw new UnitFileInvalid(`unexpected newline encountered while parsing option name: line ${lineOf(text, at)}`)
  }
  throw new UnitFileInvalid(`unexpected end of file encountered while parsing option name: line ${lineOf(text, at)}`)
}

/** Only a backslash that is the last byte of its line continues it; `\` before CRLF or a space does not. */
function readValue(text: string, at: number): Read {
  let start = at
  for (;;) {
    const end = lineEnd(text, start)
    const line = text.slice(start, end)
    // A blank line ends a continued value, and one newline stays: without it, the value would continue when written out.
    if (trimSpace(line) === '') {
      return { read: start === at ? '' : `${trimSpace(text.slice(at, start))}\n`, next: end + 1 }
    }
    if (!line.endsWith('\\') || end === text.length) return { read: trimSpace(text.slice(at, end)), next: end + 1 }
    start = end + 1
  }
}

/** The position of the newline that ends the line, or the end of the text. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline
}

function lineOf(text: string, at: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < at; i = text.indexOf('\n', i + 1)) line++
  return line
}
