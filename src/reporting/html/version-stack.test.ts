import { describe, expect, test } from '@jest/globals'
import { updateLives } from '../slot-runs.ts'
import { fleetSample } from '../sample-fleet.ts'
import { updatesSample } from '../sample-updates.ts'
import { timeScale } from './time-scale.ts'
import { tintOf, tints } from './tints.ts'
import { type Stack, versionStack } from './version-stack.ts'

function stackOf({ events }: { readonly events: Parameters<typeof updateLives>[0] }, total: number): Stack {
  const lives = updateLives(events)
  const all = tints([...lives.values()].flatMap(({ runs }) => runs.map(({ version }) => version)))
  const end = events.at(-1)?.at ?? 0
  const scale = timeScale(
    events.map(({ at }) => at),
    end,
    3000,
  )
  return versionStack(
    lives.values(),
    total,
    all.map(({ kind }) => kind),
    tintOf(all),
    scale,
  )
}

describe('the stack of versions', () => {
  test.each([
    ['with updates', stackOf(updatesSample(), 5)],
    ['a fleet', stackOf(fleetSample(100, 8), 100)],
    ['machines that never booted', stackOf(updatesSample(), 9)],
  ])('counts every machine at every instant, from edge to edge: %s', (_, { columns, most }) => {
    let x = 0
    for (const column of columns) {
      expect(column.x).toBeCloseTo(x)
      expect(column.width).toBeGreaterThan(0)
      expect(column.counts.reduce((sum, each) => sum + each, 0)).toBe(most)
      x = column.x + column.width
    }
    expect(x).toBeCloseTo(3000)
  })

  test('begins with all machines off, and ends as they ended', () => {
    const { layers, columns } = stackOf(updatesSample(), 5)
    const named = (counts: readonly number[] | undefined) =>
      Object.fromEntries(layers.map((layer, index) => [layer, counts?.[index]]))
    expect(named(columns[0]?.counts)).toEqual({ v4: 0, v2: 0, v0: 0, 'v-off': 5, 'v-lost': 0 })
    expect(named(columns.at(-1)?.counts)).toEqual({ v4: 2, v2: 0, v0: 2, 'v-off': 0, 'v-lost': 1 })
  })

  test('has few columns, however much happens', () => {
    expect(stackOf(fleetSample(300, 20), 300).columns.length).toBeLessThanOrEqual(1500)
  })
})

describe('tints', () => {
  test('are far apart where versions are few', () => {
    expect(tints(['1.0.0', '1.1.0', '1.0.0']).map(({ kind, name }) => [kind, name])).toEqual([
      ['v4', '1.1.0'],
      ['v0', '1.0.0'],
    ])
  })

  test('the newest versions have their own, older ones share one', () => {
    const all = tints(Array.from({ length: 9 }, (_, n) => `1.${n}.0`))
    expect(all.map(({ name }) => name)).toEqual(['1.8.0', '1.7.0', '1.6.0', '1.5.0', '1.4.0', 'other versions'])
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(6)
    expect(tintOf(all)('1.8.0')).toBe('v4')
    expect(tintOf(all)('1.2.0')).toBe('v-others')
  })
})
