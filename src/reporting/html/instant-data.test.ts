import { describe, expect, test } from '@jest/globals'
import { fleetSample } from '../sample-fleet.ts'
import { manyUnitsSample, unitsSample } from '../sample-units.ts'
import type { RunResult } from '../result.ts'
import { type InstantData, instantData } from './instant-data.ts'

const tint = () => 'u0'
const dataOf = ({ events, schedule }: RunResult, first = 0, end = events.length) =>
  instantData(events, schedule.topology, tint, [first, end])

/** As the page's script does it. */
function standing({ machines, units, fields, values, changes }: InstantData, index: number) {
  const all = new Map<string, string | undefined>()
  for (let place = 0; place < changes.length && changes[place]! <= index; place += 5) {
    const [, machine, unit, field, value] = changes.slice(place, place + 5) as [number, number, number, number, number]
    const key = [machines[machine]?.[0], units[unit]?.[0], fields[field]].filter(Boolean).join(' ')
    if (value < 0) all.delete(key)
    else all.set(key, values[value])
  }
  return Object.fromEntries(all)
}

const units = unitsSample()

describe('the cluster at an instant', () => {
  test('is the same where the page has only the end of the history', () => {
    const last = units.events.length - 1
    const half = Math.floor(last / 2)
    expect(standing(dataOf(units, half), last)).toEqual(standing(dataOf(units), last))
    expect(standing(dataOf(units, half), half - 1)).toEqual(standing(dataOf(units), half - 1))
    expect(standing(dataOf(units), last)).toMatchObject({ 'web@1.service target': 'm2' })
  })

  test('names the machines in the order of the topology, with the ids of their fleets', () => {
    expect(dataOf(units).machines).toEqual(['m0', 'm1', 'm2'].map((id) => [id, id]))
  })

  test.each([
    ['1,000 machines', fleetSample(1000, 3)],
    ['1,000 machines with as many units', manyUnitsSample(1000, 1000, 1)],
  ])('is bounded for %s', (_, result) => {
    const data = dataOf(result)
    expect(JSON.stringify(data).length).toBeLessThan(1_600_000)
    expect(data.until).toBeLessThanOrEqual(result.events.length)
  })

  test('says how far it goes, where there are too many changes', () => {
    const data = dataOf(manyUnitsSample(600, 10, 15))
    expect(data.changes.length).toBe(300_000)
    expect(data.changes.at(-5)).toBeLessThanOrEqual(data.until)
  })
})
