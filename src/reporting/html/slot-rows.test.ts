import { describe, expect, test } from '@jest/globals'
import { updatesSample } from '../sample-updates.ts'
import { passingSample } from '../sample-result.ts'
import type { Box, Lane } from './diagram.ts'
import { layoutDiagram } from './diagram-layout.ts'
import { lifeOf } from './timeline.ts'

const sample = updatesSample()
const { lanes } = layoutDiagram(sample)
const laneOf = (id: string): Lane | undefined => lanes.find((lane) => lane.id === id)

/** Kind, and the title's first line, of the boxes of slots. */
const slotsOf = (id: string): readonly (readonly [string, string | undefined])[] =>
  (laneOf(id)?.boxes ?? []).filter(isSlot).map(({ kind, title }) => [kind.replace(/ .*/, ''), title.split('\n')[0]])
const isSlot = ({ kind }: Box): boolean => kind.startsWith('slot-')

describe('the rows of the slots', () => {
  test('show what runs, what is written and what waits', () => {
    expect(slotsOf('m0')).toEqual([
      ['slot-runs', 'm0, slot a: runs 1.0.0'],
      ['slot-runs', 'm0, slot b: runs 1.2.0'],
      ['slot-writing', 'm0, slot b: is written with 1.2.0'],
      ['slot-written', 'm0, slot b: holds 1.2.0'],
      ['slot-next', 'm0, slot b: boots next: 1.2.0'],
    ])
  })

  test('a refused payload ends the writing, and is marked', () => {
    const first = laneOf('m1')?.boxes.find(({ kind, title }) => kind === 'slot-writing' && title.includes('slot b'))
    expect(first?.title).toContain('01:12.000 to 01:18.000')
    expect(laneOf('m1')?.marks.map(({ kind }) => kind)).toContain('refused')
  })

  test('tell a release that was never good, and the fallback from it', () => {
    expect(slotsOf('m3')).toContainEqual(['slot-failed', 'm3, slot b: runs 1.1.0, and is never good'])
    expect(slotsOf('m3')).toContainEqual(['slot-back', 'm3, slot a: runs 1.0.0, fell back from 1.1.0'])
    expect(laneOf('m3')?.marks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unhealthy', 'fell-back']))
  })

  test('a slot has its own row, and its version as text where there is room', () => {
    const [a, b] = ['slot a', 'slot b'].map((name) => laneOf('m0')?.rows.find(({ label }) => label === name)?.y ?? 0)
    const boxes = laneOf('m0')?.boxes.filter(isSlot) ?? []
    const rowOf = (slot: string): readonly number[] => [
      ...new Set(boxes.filter(({ title }) => title.includes(`slot ${slot}`)).map(({ y }) => y)),
    ]
    expect(rowOf('a')).toHaveLength(1)
    expect(rowOf('b')).toHaveLength(1)
    expect(a).toBeLessThan(b ?? 0)
    expect(boxes.find(({ kind }) => kind.startsWith('slot-runs'))?.label?.text).toBe('1.0.0')
  })

  test('a machine without slots has none', () => {
    for (const lane of layoutDiagram(passingSample()).lanes.filter(({ kind }) => kind === 'machine')) {
      expect(lane.rows).toEqual([])
      expect(lane.height).toBeLessThan(laneOf('m0')?.height ?? 0)
    }
  })
})

test('a reset and the loss of both slots are states of a machine', () => {
  const { states } = lifeOf('m4', sample.events, 371_000)
  expect(states.map(({ kind, from }) => [kind, from])).toEqual([
    ['booting', 0],
    ['running', 60_000],
    ['rebooting', 175_000],
    ['reset', 212_000],
    ['lost', 227_500],
  ])
})
