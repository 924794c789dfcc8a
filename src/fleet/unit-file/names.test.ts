import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isRecognised, nameInfo, nameProblem } from './names.ts'

describe('nameProblem (TestValidateName)', () => {
  test.each([
    'foo.service',
    'foo.socket',
    'foo.timer',
    'foo.path',
    'foo.device',
    'foo.mount',
    'foo.automount',
    'foo.bar.service',
    'foo-_:0Z.service',
    '.service',
    'a\\x2db.service',
    'foo@.service',
    'foo@bar.service',
    'foo@a@b.service',
    'foo@1.timer',
    `${'x'.repeat(248)}.service`,
  ])('allows %j', (name) => expect(nameProblem(name)).toBeUndefined())

  test.each([
    ['', 'unit name cannot be empty'],
    [`${'x'.repeat(249)}.service`, 'unit name exceeds maximum length (256)'],
    [`${'ü'.repeat(124)}.service`, "invalid character 'ü' in unit name"],
    [`${'ü'.repeat(130)}.service`, 'unit name exceeds maximum length (256)'],
    ['foo', 'unit name must contain "."'],
    ['foo@', 'unit name must contain "."'],
    ['foo.', 'unit name cannot end in "."'],
    ['foo.service.', 'unit name cannot end in "."'],
    ['foo.bar', 'invalid unit type: "bar"'],
    ['foo.Service', 'invalid unit type: "Service"'],
    ['foo.service\n', 'invalid unit type: "service\\n"'],
    ['foo@1.mount', 'invalid unit type for template: "mount"'],
    ['foo@.slice', 'invalid unit type for template: "slice"'],
    ['foo bar.service', "invalid character ' ' in unit name"],
    ['a/b.service', "invalid character '/' in unit name"],
    ['a%b.service', "invalid character '%' in unit name"],
    ['a+b.service', "invalid character '+' in unit name"],
    ['a=b.service', "invalid character '=' in unit name"],
    ['a#b.service', "invalid character '#' in unit name"],
    ["a'b.service", "invalid character '\\'' in unit name"],
    ['a\nb.service', "invalid character '\\n' in unit name"],
    ['a\0b.service', "invalid character '\\x00' in unit name"],
    ['a\u0080b.service', "invalid character '\\u0080' in unit name"],
    ['a😀b.service', "invalid character '😀' in unit name"],
    ['a\u{e0001}b.service', "invalid character '\\U000e0001' in unit name"],
    ['a\ud800b.service', "invalid character '\ufffd' in unit name"],
    ['@.service', 'unit name cannot start in "@"'],
    ['@foo.service', 'unit name cannot start in "@"'],
  ])('refuses %j', (name, problem) => expect(nameProblem(name)).toBe(problem))

  test.each(['busname', 'scope', 'slice', 'snapshot', 'swap', 'target'])(
    'refuses what no agent can load: a %s, and so does isRecognised',
    (type) => {
      expect(nameProblem(`foo.${type}`)).toBe(`no agent can load a unit of type "${type}"`)
      expect(isRecognised(`foo.${type}`)).toBe(false)
    },
  )

  test('a name that is allowed is recognised, has parts, and fits into a key', () => {
    const stem = fc.string({ unit: fc.constantFrom('a', 'b', '0', ':', '-', '_', '.', '\\', '@', '/', '%', ' ') })
    const type = fc.constantFrom('service', 'timer', 'mount', 'target', 'x', '')
    fc.assert(
      fc.property(stem, type, (name, suffix) => {
        const full = `${name}.${suffix}`
        fc.pre(nameProblem(full) === undefined)
        expect(isRecognised(full)).toBe(true)
        expect(nameInfo(full)).toBeDefined()
        expect(full).not.toContain('/')
      }),
    )
  })

  test('answers at once for a name of a megabyte', () => {
    expect(nameProblem('x'.repeat(2 ** 20))).toBe('unit name exceeds maximum length (256)')
  })
})

describe('nameInfo (TestNamedUnit)', () => {
  test.each([
    ['foo.service', 'plain', 'foo', 'foo', undefined, ''],
    ['foo@.service', 'template', 'foo@', 'foo', 'foo@.service', ''],
    ['foo@bar.service', 'instance', 'foo@bar', 'foo', 'foo@.service', 'bar'],
    ['foo@bar@baz.service', 'instance', 'foo@bar@baz', 'foo', 'foo@.service', 'bar@baz'],
    ['foo.1@2.service', 'instance', 'foo.1@2', 'foo.1', 'foo.1@.service', '2'],
    ['foo@1.2.service', 'instance', 'foo@1.2', 'foo', 'foo@.service', '1.2'],
    ['.service', 'plain', '', '', undefined, ''],
  ])('of %s', (name, kind, stem, prefix, template, instance) => {
    expect(nameInfo(name)).toEqual({ kind, stem, prefix, template, instance })
  })

  test('of a name without a dot: none', () => expect(nameInfo('foo@bar')).toBeUndefined())
})

test('isRecognised goes by the end of the name', () => {
  expect(['foo.service', 'a.b.timer', '.path'].map(isRecognised)).toEqual([true, true, true])
  expect(['service', 'foo', 'foo.service.d', 'foo.SERVICE', ''].map(isRecognised)).toEqual(Array(5).fill(false))
})
