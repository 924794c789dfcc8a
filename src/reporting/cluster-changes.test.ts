import { describe, expect, test } from '@jest/globals'
import { type Change, clusterChanges } from './cluster-changes.ts'
import { violatedSample } from './sample-result.ts'
import { unitsSample } from './sample-units.ts'

const { events } = unitsSample()
const changes = clusterChanges(events)

/** What stands when the changes up to an instant are carried out. */
function standing(at: number): Readonly<Record<string, string>> {
  const all = new Map<string, string>()
  const until = events.filter((event) => event.at <= at).length
  for (const { index, machine, unit, field, value } of changes) {
    if (index >= until) break
    const key = [machine, unit, field].filter((part) => part !== undefined).join(' ')
    if (value === undefined) all.delete(key)
    else all.set(key, value)
  }
  return Object.fromEntries(all)
}

describe('what an instant has', () => {
  test('of a unit: where it runs and as what, to what it is scheduled, and whose claim it is', () => {
    expect(standing(8000)).toMatchObject({
      'web@1.service wanted': 'launched',
      'web@1.service target': 'm1',
      'web@1.service claim': 'm1',
      'm1 web@1.service copies': '1',
      'm1 web@1.service shows': 'active (running)',
      engine: 'm1',
    })
  })

  test('nothing runs on a machine that went off, whatever the registry still has', () => {
    const then = standing(9000)
    expect(then).toMatchObject({ 'm1 power': 'off (power-cut)', 'web@1.service claim': 'm1' })
    expect(Object.keys(then).filter((key) => /^m1 .*(?:copies|shows)$/.test(key))).toEqual([])
  })

  test('a unit that moved', () => {
    const then = standing(20_000)
    expect(then).toMatchObject({ 'web@1.service target': 'm2', 'm2 web@1.service copies': '1', engine: 'm0' })
    expect(then).not.toHaveProperty(['m1 web@1.service copies'])
  })

  test('a unit that was destroyed is wanted no more', () => {
    expect(standing(6500)).toHaveProperty(['once.service wanted'])
    expect(standing(6600)).not.toHaveProperty(['once.service wanted'])
  })
})

test('of the machines: who holds the lock, and who reboots until a boot is good', () => {
  const { events: all } = violatedSample()
  const of = (field: Change['field']) =>
    clusterChanges(all)
      .filter((change) => change.field === field && change.machine === 'm2')
      .map(({ value }) => value)
  expect(of('lock')[0]).toBe('holds the lock')
  expect(of('power').filter((value, place, values) => value !== values[place - 1])).toEqual([
    'boots',
    'runs',
    'reboots',
    'runs',
  ])
})

test('come in the order of the history', () => {
  const indexes = changes.map(({ index }) => index)
  expect(indexes).toEqual(indexes.toSorted((a, b) => a - b))
})
