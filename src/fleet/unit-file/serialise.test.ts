import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hashOf, shortHash } from './hash.ts'
import { parseUnitFile, UnitFileInvalid } from './parse.ts'
import { gathered, serialiseUnitFile, survivalProblem } from './serialise.ts'
import type { UnitOption } from './unit-file.ts'
import { fileText, likelyFileText } from './unit-file-fixture.ts'

const sleep = { serialised: '[Service]\nExecStart=/bin/sleep 100\n', hash: '1c6fb6f3684bafb0c173d8b8b957ceff031180c1' }
const nothing = { serialised: '', hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' }

/** What fleet itself made of these texts. */
const GOLDEN: readonly (readonly [text: string, made: { readonly serialised: string; readonly hash: string }])[] = [
  ['[Service]\nExecStart=/bin/sleep 100\n', sleep],
  ['[Service]\nExecStart=/bin/sleep 100', sleep],
  ['[Service]\r\nExecStart=/bin/sleep 100\r\n', sleep],
  ['[Service]\nExecStart = /bin/sleep 100\n', sleep],
  ['[Service]\n# why\nExecStart=/bin/sleep 100\n', sleep],
  ['', nothing],
  ['[Service]\n', nothing],
  ['Foo=bar\n', nothing],
  [
    '[Service]\nExecStart=a \\\n  b\nX=1\n',
    { serialised: '[Service]\nExecStart=a \\\n  b\nX=1\n', hash: '059b05c21b9ae96592ea62f0ec4aa4009a405844' },
  ],
  [
    '[Service]\nExecStart=a\n[Unit]\nA=b\n[Service]\nExecStart=c\n',
    {
      serialised: '[Service]\nExecStart=a\nExecStart=c\n\n[Unit]\nA=b\n',
      hash: 'a4ceb92b1dabc4817b8ced193964dac476d2d786',
    },
  ],
  [
    '[Service]\nExecStart=a \\ \nX=1\n',
    { serialised: '[Service]\nExecStart=a \\\nX=1\n', hash: '0d0dcae5d4db2b42b14fd8138f00160be724b309' },
  ],
]

describe('serialiseUnitFile and hashOf', () => {
  test.each(GOLDEN)('make of %j what fleet made', (text, { serialised, hash }) => {
    const options = parseUnitFile(text)
    expect(serialiseUnitFile(options)).toBe(serialised)
    expect(hashOf(options)).toBe(hash)
  })

  test('a backslash at the end of the file hashes differently after one round trip, as in fleet', () => {
    const options = parseUnitFile('[Service]\nA=x\\')
    expect(serialiseUnitFile(options)).toBe('[Service]\nA=x\\\n')
    expect(shortHash(hashOf(options))).toBe('ceca82d')
    expect(shortHash(hashOf(parseUnitFile('[Service]\nA=x\\\n')))).toBe('2704e16')
  })

  test('the hash depends on the order of options, not on layout', () => {
    expect(hashOf(parseUnitFile('[S]\nA=1\nB=2'))).not.toBe(hashOf(parseUnitFile('[S]\nB=2\nA=1')))
  })
})

/** The options of a text, if it can be read. */
const readable = fc
  .oneof(fileText, likelyFileText)
  .map((text) => {
    try {
      return parseUnitFile(text)
    } catch (error) {
      if (error instanceof UnitFileInvalid) return undefined
      throw error
    }
  })
  .filter((options) => options !== undefined)

const again = (options: readonly UnitOption[]): readonly UnitOption[] => parseUnitFile(serialiseUnitFile(options))
const endsInBackslash = ({ value }: UnitOption): boolean => value.endsWith('\\')

/** Whether some section's last value ends in a backslash: written out, it gets a newline more. */
const isOpen = (options: readonly UnitOption[]): boolean =>
  gathered(options).some((option, i, all) => endsInBackslash(option) && all[i + 1]?.section !== option.section)

describe('what the parser made is written and read back', () => {
  test('as it was, unless a value ends in a backslash', () => {
    fc.assert(
      fc.property(readable, (options) => {
        if (options.some(endsInBackslash)) expect(again(options)).not.toEqual(gathered(options))
        else expect(again(options)).toEqual(gathered(options))
      }),
      { numRuns: 1000 },
    )
  })

  test('with the same text, unless a value at the end of its section ends in a backslash', () => {
    fc.assert(
      fc.property(readable, (options) => {
        const same = serialiseUnitFile(again(options)) === serialiseUnitFile(options)
        expect(same).toBe(!isOpen(options))
      }),
      { numRuns: 1000 },
    )
  })

  test('and is stable after the first time', () => {
    fc.assert(
      fc.property(readable, (options) => {
        const back = again(options)
        expect(again(back)).toEqual(back)
        expect(hashOf(again(back))).toBe(hashOf(back))
      }),
      { numRuns: 1000 },
    )
  })

  test('which is what survivalProblem tells', () => {
    fc.assert(
      fc.property(readable, (options) => {
        expect(survivalProblem(options) === undefined).toBe(!options.some(endsInBackslash))
      }),
    )
  })
})

describe('survivalProblem', () => {
  test.each<[string, readonly [section: string, name: string, value: string]]>([
    ['a bracket in a section', ['S]', 'A', 'b']],
    ['an equals sign in a name', ['S', 'A=', 'b']],
    ['a comment for a name', ['S', '#A', 'b']],
    ['a header for a name', ['S', '[T]\nA', 'b']],
    ['white space around a value', ['S', 'A', ' b']],
    ['a newline in a value', ['S', 'A', 'b\nC=d']],
    ['a newline at the end of a value', ['S', 'A', 'b\n']],
    ['a line too long', ['S', 'A', 'x'.repeat(2048)]],
    ['a NUL byte', ['S', 'A', '\0']],
  ])('is told of %s', (_, [section, name, value]) => {
    expect(survivalProblem([{ section, name, value }])).toEqual(expect.any(String))
  })

  test('names the option, or passes on what the parser says', () => {
    const problem = (value: string): string | undefined => survivalProblem([{ section: 'S', name: 'A', value }])
    expect(problem('x\\')).toBe('option "A" of section "S" would not be read back from a unit file as given')
    expect(problem('x'.repeat(2048))).toBe('line too long (max 2048 bytes): line 2')
    expect(problem('x \\\n y')).toBeUndefined()
  })

  test('of any options: what it lets pass is read back as given', () => {
    const text = fc.oneof(fc.string(), fileText, fc.constantFrom('A', 'x', ''))
    fc.assert(
      fc.property(
        fc.array(fc.record({ section: text, name: text, value: text }), { minLength: 1, maxLength: 4 }),
        (options) => {
          fc.pre(survivalProblem(options) === undefined)
          expect(again(options)).toEqual(gathered(options))
        },
      ),
      { numRuns: 500 },
    )
  })
})
