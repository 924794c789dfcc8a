import { describe, expect, test } from '@jest/globals'
import { passingSample } from '../sample-result.ts'
import { updatesSample } from '../sample-updates.ts'
import { layoutDiagram } from './diagram-layout.ts'

const sample = updatesSample()
const lane = layoutDiagram(sample).lanes.find(({ kind }) => kind === 'versions')

describe('the lane of versions', () => {
  test('says what the channels point at, and how the rollout ended', () => {
    const texts = lane?.marks.flatMap(({ kind, text }) => (text === undefined ? [] : [[kind, text]])) ?? []
    expect(texts).toEqual(
      expect.arrayContaining([
        ['offer', 'stable → 1.1.0'],
        ['stopped', 'stable stopped'],
        ['offer', 'stable → 1.2.0'],
      ]),
    )
  })

  test('has a mark for the grants, one where they are near each other', () => {
    const grants = lane?.marks.filter(({ kind }) => kind === 'grant') ?? []
    const granted = sample.events.filter(({ kind }) => kind === 'rollout.granted').length
    expect(grants.reduce((sum, mark) => sum + mark.count, 0)).toBe(granted)
  })

  test('has a layer for each version, with its name where there is room', () => {
    const named = lane?.areas.map(({ title, labels }) => [title, labels[0]?.text])
    expect(named).toEqual([
      ['1.2.0: 2 machines at most', '1.2.0'],
      ['1.1.0: 3 machines at most', '1.1.0'],
      ['1.0.0: 5 machines at most', '1.0.0'],
      ['off or between boots: 5 machines at most', 'off'],
      ['nothing to boot: 1 machine at most', 'nothing to boot'],
    ])
  })

  test('takes the circle of a violation that is about the catalogue', () => {
    const offer = sample.events.find((event) => event.kind === 'store.put' && event.key.endsWith('catalogue'))
    const violation = { says: 'it broke', at: offer?.at ?? 0, events: [offer?.id ?? ''] }
    const invariants = [
      { id: 'x', promise: 'x', nature: 'safety' as const, verdict: { kind: 'violated' as const, violation } },
    ]
    const { circles, lanes } = layoutDiagram({ ...sample, judgement: { ...sample.judgement, invariants } })
    const versions = lanes.find(({ kind }) => kind === 'versions')
    expect(circles[0]?.y).toBeGreaterThan(versions?.y ?? Infinity)
    expect(circles[0]?.y).toBeLessThan((versions?.y ?? 0) + (versions?.height ?? 0))
  })

  test('is not there where no machine boots from a slot', () => {
    const { lanes, tints } = layoutDiagram(passingSample())
    expect(lanes.some(({ kind }) => kind === 'versions')).toBe(false)
    expect(tints).toEqual([])
  })
})
