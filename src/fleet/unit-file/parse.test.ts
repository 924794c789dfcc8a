import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseUnitFile, UnitFileInvalid } from './parse.ts'
import { fileText } from './unit-file-fixture.ts'

const pairs = (text: string): readonly string[] =>
  parseUnitFile(text).map(({ section, name, value }) => `${section}|${name}|${value}`)

const refused = (text: string): string => {
  try {
    parseUnitFile(text)
  } catch (error) {
    if (error instanceof UnitFileInvalid) return error.message
    throw error
  }
  return 'accepted'
}

describe('parseUnitFile', () => {
  test.each([
    ['nothing', '', []],
    ['a section without options', '[Service]\n', []],
    ['an option before the first section', 'Foo=bar\n', []],
    ['an option', '[S]\nA=b\n', ['S|A|b']],
    ['no newline at the end', '[S]\nA=b', ['S|A|b']],
    ['white space around', '[S]\n \t A \t=  b \t\n', ['S|A|b']],
    ['CRLF', '[S]\r\nA=b\r\nC=d\r\n', ['S|A|b', 'S|C|d']],
    [
      'NEL is white space, a byte order mark is none',
      '[S]\nA=\u0085b\u0085\nC=\ufeffd\ufeff',
      ['S|A|b', 'S|C|\ufeffd\ufeff'],
    ],
    ['a section that opens in the middle of a line', 'foo[S]\nA=b', ['S|A|b']],
    ['a name that holds a bracket', '[S[T]\nA=b', ['S[T|A|b']],
    ['a header over two lines', '[S\nT]\nA=b', ['S\nT|A|b']],
    ['an empty name and an empty value', '[S]\n=b\nA=\n', ['S||b', 'S|A|']],
    ['further equals signs', '[S]\nA=b=c==d', ['S|A|b=c==d']],
    ['comments', '; x\n[S]\n# A=b\n  ;C=d\nE=f', ['S|E|f']],
    ['comment characters in a value', '[S]\nA=b # c ; d', ['S|A|b # c ; d']],
    ['a header in a comment before the first section', '# [S]\nA=b\nfoo # [T]\n[U]\nC=d', ['U|C|d']],
    ['repeated options and sections', '[S]\nA=1\nA=\n[T]\nB=2\n[S]\nA=3', ['S|A|1', 'S|A|', 'T|B|2', 'S|A|3']],
    ['a continued line', '[S]\nA=b \\\n  c\nD=e', ['S|A|b \\\n  c', 'S|D|e']],
    ['a comment in a continued line', '[S]\nA=b \\\n# c \\\nd\nD=e', ['S|A|b \\\n# c \\\nd', 'S|D|e']],
    ['a continuation that begins at once', '[S]\nA= \\\n b', ['S|A|\\\n b']],
    ['a blank line after a continuation', '[S]\nA=b\\\n \t\nC=d', ['S|A|b\\\n', 'S|C|d']],
    ['a continuation and the end', '[S]\nA=b\\\n', ['S|A|b\\\n']],
    ['a backslash and the end', '[S]\nA=b\\', ['S|A|b\\']],
    ['a backslash and a space', '[S]\nA=b \\ \nC=d', ['S|A|b \\', 'S|C|d']],
    ['a backslash and CRLF', '[S]\r\nA=b \\\r\nC=d', ['S|A|b \\', 'S|C|d']],
    ['a comment that swallows the next lines', '[S]\n# x\\\nA=1\\ \nB=2\nC=3', ['S|C|3']],
    ['a comment that ends in two spaces', '[S]\n# x\\  \nA=1', ['S|A|1']],
    ['a comment that ends in a backslash at the end', '[S]\nA=1\n#\\', ['S|A|1']],
  ])('reads %s', (_, text, expected) => expect(pairs(text)).toEqual(expected))

  test.each([
    ['[Service', 'unable to find end of section: line 1'],
    ['[S]\nA=b\n[T\n', 'unable to find end of section: line 3'],
    ['[S] x\n', 'found garbage after section name S: x'],
    ['[S] [T]\n', 'found garbage after section name S: [T]'],
    ['[S]\nfoo\nA=b\n', 'unexpected newline encountered while parsing option name: line 2'],
    ['[S]\nfo\ro=b\n', 'unexpected newline encountered while parsing option name: line 2'],
    ['[S]\nA=x \\\r\n  y\r\n', 'unexpected newline encountered while parsing option name: line 3'],
    ['[S]\nfoo', 'unexpected end of file encountered while parsing option name: line 2'],
    ['[S]\nA=b\0c', 'NUL byte in line 2'],
    ['[S]\nA=\ud800', 'the text holds half of a surrogate pair'],
    ['[S]\nA=\udc00\ud800', 'the text holds half of a surrogate pair'],
  ])('refuses %j', (text, message) => expect(refused(text)).toBe(message))

  test('refuses a line of 2048 bytes, wherever it stands', () => {
    const tooLong = 'line too long (max 2048 bytes)'
    expect(refused(`[S]\nA=${'x'.repeat(2045)}`)).toBe('accepted')
    expect(refused(`[S]\nA=${'x'.repeat(2045)}\r\n`)).toBe('accepted')
    expect(refused(`[S]\nA=${'x'.repeat(2046)}`)).toBe(`${tooLong}: line 2`)
    expect(refused(`[S]\nA=${'ü'.repeat(1022)}`)).toBe('accepted')
    expect(refused(`[S]\nA=${'ü'.repeat(1023)}`)).toBe(`${tooLong}: line 2`)
    expect(refused(`${'x'.repeat(2048)}[S]\nA=b`)).toBe(`${tooLong}: line 1`)
    expect(refused(`#${'x'.repeat(2047)}`)).toBe(`${tooLong}: line 1`)
    expect(refused(`[S]\nA=${'x'.repeat(2000)}\\\n${'y'.repeat(2000)}`)).toBe('accepted')
  })

  test('reads or refuses whatever it is given', () => {
    const anything = fc.oneof(fileText, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(anything, (text) => expect(typeof refused(text)).toBe('string')),
      { numRuns: 500 },
    )
  })

  test.each([
    ['a long line', 'x'.repeat(2 ** 20)],
    ['continuations of nothing', '\\\n'.repeat(2 ** 19)],
    ['continuations of a value', `[S]\nA=${'\\\n'.repeat(2 ** 19)}`],
    ['continuations of a comment', `[S]\n#${'\\\n'.repeat(2 ** 19)}`],
    ['headers', '[S]\n'.repeat(2 ** 18)],
    ['headers that do not end', '[\n'.repeat(2 ** 19)],
    ['options', `[S]\n${'=\n'.repeat(2 ** 19)}`],
    ['spaces', ` [S]\n${`A= ${' '.repeat(2000)}x\n`.repeat(500)}`],
    ['blank lines', `[S]\n${'\n'.repeat(2 ** 20)}`],
    ['NUL bytes', '\0'.repeat(2 ** 20)],
  ])('a megabyte of %s takes no longer than its length', (_, text) => {
    const started = performance.now()
    refused(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
