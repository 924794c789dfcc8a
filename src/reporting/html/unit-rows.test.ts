import { describe, expect, test } from '@jest/globals'
import { manyUnitsSample, unitsSample } from '../sample-units.ts'
import type { RunResult } from '../result.ts'
import type { Lane } from './diagram.ts'
import { layoutDiagram } from './diagram-layout.ts'
import { unitTints } from './unit-tints.ts'

const sample = unitsSample()
const laneOf = (id: string, result: RunResult = sample): Lane =>
  layoutDiagram(result).lanes.find((lane) => lane.id === id)!
const copies = ({ boxes }: Lane) => boxes.filter(({ kind }) => kind.startsWith('unit-copy'))

describe('the rows of units on a machine', () => {
  test('have a bar for each copy, with its name and its time', () => {
    const lane = laneOf('m1')
    expect(copies(lane).map(({ title }) => title)).toEqual([
      'web@1.service on m1, until: m1 went off\n00:01.219 to 00:09.000, 7.78 s',
      'agent.service on m1, until: m1 went off\n00:01.659 to 00:09.000, 7.34 s',
    ])
    expect(copies(lane).map(({ label }) => label?.text)).toEqual(['web@1.service', 'agent.service'])
  })

  test('copies that run at once stand one above the other', () => {
    const [first, second] = copies(laneOf('m0'))
    expect(second!.y).toBeGreaterThanOrEqual(first!.y + first!.height)
  })

  test('a bar is hatched while its unit is on its way', () => {
    const hatched = laneOf('m2').boxes.filter(({ kind }) => kind === 'unit-changing')
    expect(hatched.map(({ title }) => title.split('\n')[0])).toContain(
      'once.service on m2 is deactivating (stop-sigterm)',
    )
    const bars = copies(laneOf('m2'))
    for (const { x, width, y } of hatched) {
      expect(bars.some((bar) => bar.y === y && bar.x <= x + 0.1 && bar.x + bar.width >= x + width - 0.1)).toBe(true)
    }
  })

  test('more at once than there are rows become one surface', () => {
    const lane = laneOf('m0', manyUnitsSample(60, 4, 1))
    expect(copies(lane)).toEqual([])
    expect(lane.areas.map(({ kind, title }) => [kind, title])).toEqual([['unit-count', 'at most 15 units run at once']])
    expect(lane.height).toBeLessThan(140)
  })

  test('fleet and its engine leave marks on the machine that they are of', () => {
    expect(laneOf('m0').marks.map(({ kind }) => kind)).toEqual(['fleet-joined', 'engine-leads', 'fleet-fenced'])
  })
})

describe("the fleet's lane", () => {
  test('shows whose engine leads, as the store has it', () => {
    const titles = laneOf('fleet').boxes.map(({ title }) => title)
    expect(titles).toEqual([
      'the fleet: the engine of m1 leads\n00:00.900 to 00:11.000, 10.1 s',
      'the fleet: no engine leads\n00:11.000 to 00:11.200, 200 ms',
      'the fleet: the engine of m0 leads\n00:11.200 to 00:21.000, 9.8 s',
    ])
  })

  test('and how many units run, and how many wait', () => {
    expect(laneOf('fleet').areas.map(({ kind, title }) => [kind, title])).toEqual([
      ['unit-count', 'at most 4 units run at once'],
      ['unit-missing', 'at most 2 units wait at once'],
    ])
  })
})

describe('the tint of a unit', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `${name}.service`)

  test('is its own while there are enough', () => expect(new Set(all.map(unitTints(all))).size).toBe(8))

  test('is shared evenly where there are not', () => {
    const many = Array.from({ length: 80 }, (_, n) => `app@${n}.service`)
    const counts = new Map<string, number>()
    for (const tint of many.map(unitTints(many))) counts.set(tint, (counts.get(tint) ?? 0) + 1)
    expect([...counts.values()]).toEqual(new Array(8).fill(10))
  })

  test('is the same whatever else there is, if nobody else asks for it', () => {
    expect(unitTints(['a.service'])('a.service')).toBe(unitTints(all)('a.service'))
  })
})
