import { describe, expect, test } from '@jest/globals'
import { shortName } from './lane-name.ts'

describe('the name of a lane', () => {
  test.each(['m0', 'my-app@1', 'versions', 'metadata@m0'])('%s is shown whole', (name) =>
    expect(shortName(name)).toBe(name),
  )

  test('is cut where instances do not differ', () => {
    const [one, two] = [shortName('a-rather-long-name@17'), shortName('a-rather-long-name@18')]
    expect(one).toMatch(/^a-rath.*…me@17$/)
    expect(two).not.toBe(one)
  })

  test('is cut sooner where its signs are wide, and stays well-formed', () => {
    expect(shortName('W'.repeat(40)).length).toBeLessThan(shortName('i'.repeat(40)).length)
    expect(shortName('\ud83d\ude00'.repeat(40)).isWellFormed()).toBe(true)
  })
})
