import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { valuesOfLine } from './multi-value.ts'

test.each([
  ['"a=b" "c=d"', ['a=b', 'c=d']],
  ['"a=b"  "c=d"', ['a=b', '', 'c=d']],
  ['"a=b"\t"c=d"', ['a=b\tc=d']],
  ['"a=b" \\\n "c=d"', ['a=b', '\\\n', 'c=d']],
  ['"a b" "c"', ['a b', 'c']],
  ['"a"b c"d"', ['ab', 'cd']],
  ['"a=b" c=d', ['"a=b" c=d']],
  ['a=b c=d', ['a=b c=d']],
  ['"foo\\"bar"', ['foo\\bar']],
  ['"bar', ['"bar']],
  ['bar"', ['bar"']],
  ['""', ['']],
  ['"', ['']],
  ['', ['']],
])('valuesOfLine(%j) is %j (TestParseMultivalueLine)', (line, values) => expect(valuesOfLine(line)).toEqual(values))

test('values without quotes, quoted and joined by spaces, come back', () => {
  const value = fc.string().map((text) => text.replaceAll('"', ''))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      expect(valuesOfLine(values.map((text) => `"${text}"`).join(' '))).toEqual(values)
    }),
  )
})
