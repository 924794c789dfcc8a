import { describe, expect, test } from '@jest/globals'
import { compareVersions, isNewer, isVersion, VersionInvalid } from './version.ts'

describe('version', () => {
  test.each(['1.2.3', '3815.2.0', '3033.0.0+nightly-20211115', '2.0.0-rc.1'])('%s is one', (text) =>
    expect(isVersion(text)).toBe(true),
  )

  test.each(['', '1', '1.2', 'v1.2.3', '=1.2.3', ' 1.2.3', '1.2.3 ', '0.0.0.0', 'latest', '01.2.3'])(
    '%p is none, and comparing with it is an error (nebraska #1553)',
    (text) => {
      expect(isVersion(text)).toBe(false)
      expect(() => compareVersions(text, '1.0.0')).toThrow(VersionInvalid)
      expect(() => isNewer('1.0.0', text)).toThrow(VersionInvalid)
    },
  )

  test('is compared by number, and build metadata does not count', () => {
    expect(isNewer('1.10.0', '1.9.0')).toBe(true)
    expect(isNewer('1.0.0', '1.0.0-rc.1')).toBe(true)
    expect(isNewer('1.0.0+b', '1.0.0+a')).toBe(false)
    expect(compareVersions('1.0.0+b', '1.0.0+a')).toBe(0)
  })

  test('is told right whatever was asked before', () => {
    for (let patch = 0; patch < 2500; patch++) expect(isNewer(`1.0.${patch + 1}`, `1.0.${patch}`)).toBe(true)
  })
})
