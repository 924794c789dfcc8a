import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { OPTIONS, requirementsOf } from './options/index.ts'
import { readUnit, unitReader } from './read-unit.ts'
import { hashOf } from './unit-file/hash.ts'
import { parseUnitFile, UnitFileInvalid } from './unit-file/parse.ts'

const TEMPLATE = '[X-Fleet]\nMachineMetadata=host=%i\n'

describe('readUnit', () => {
  test('reads the options, their hash, and what they require under its name', () => {
    const options = parseUnitFile(TEMPLATE)
    expect(readUnit('a@1.service', TEMPLATE)).toEqual({
      name: 'a@1.service',
      hash: hashOf(options),
      options,
      requirements: requirementsOf('a@1.service', options),
    })
  })

  test('instances of a template share their file, not their values', () => {
    const [one, two] = [readUnit('a@1.service', TEMPLATE), readUnit('a@2.service', TEMPLATE)]
    expect(one.options).toBe(two.options)
    expect(one.hash).toBe(two.hash)
    expect([one, two].map((unit) => unit.requirements.metadata.get('host'))).toEqual([['1'], ['2']])
    expect(readUnit('a@1.service', TEMPLATE)).toBe(one)
  })

  test('refuses what is no unit file, each time', () => {
    for (let i = 0; i < 2; i++) expect(() => readUnit('a.service', '[Service')).toThrow(UnitFileInvalid)
  })

  test('reads the same whatever it read before, and however little it remembers', () => {
    const name = fc.constantFrom('a@1.service', 'a@2.service', 'b.service')
    const text = fc.constantFrom(TEMPLATE, '[X-Fleet]\nConflicts=%n %p*', '', `[X-Fleet]\n${'A=b\n'.repeat(5000)}`)
    const asked = fc.array(fc.tuple(name, text), { maxLength: 12 })
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 4 }), (questions, limit) => {
        const read = unitReader(limit)
        for (const [one, file] of questions) expect(read(one, file)).toEqual(unitReader(1)(one, file))
      }),
      { numRuns: 50 },
    )
  })

  test('remembers no more than it is told to', () => {
    let read = 0
    const counting = {
      ...OPTIONS,
      global: { ...OPTIONS.global, read: () => ++read > 0 },
    }
    const reader = unitReader(2, counting)
    const ask = (...names: readonly string[]): number => {
      read = 0
      for (const name of names) reader(name, TEMPLATE)
      return read
    }
    expect(ask('a', 'b', 'a', 'b')).toBe(2)
    expect(ask('c')).toBe(1)
    expect(ask('a', 'c')).toBe(1)
    expect(ask('b', 'b')).toBe(1)
  })

  test('a long text is read each time', () => {
    const long = `[Service]\n${'A=b\n'.repeat(5000)}`
    expect(readUnit('a.service', long)).not.toBe(readUnit('a.service', long))
  })
})
