import { describe, expect, test } from '@jest/globals'
import { parseResult } from '../result-codec.ts'
import type { RunResult } from '../result.ts'
import { fleetSample } from '../sample-fleet.ts'
import { hostileResult, withHostileCatalogues } from '../sample-hostile.ts'
import { passingSample } from '../sample-result.ts'
import { updatesSample } from '../sample-updates.ts'
import { harms } from './harms-fixture.ts'
import { formatOf, formats } from './index.ts'

const plain = { colour: false }
const updates = updatesSample()
const fleet = fleetSample(1000, 3)
const hunt = { seed: 7, runs: 2, ms: 1, virtualMs: 1, goals: {}, steps: {}, violated: [], undecided: 0 }
const rendered = (id: string, result: RunResult): string => formatOf(id)?.render(result, plain) ?? ''

describe.each(formats)('the format $id, of a run with updates', ({ id, render }) => {
  test.each([
    ['a whole history', updates],
    ['half a history', { ...updates, events: updates.events.slice(0, 90) }],
    ['a history without its beginning', { ...updates, events: updates.events.slice(60) }],
  ])('renders %s, and the same bytes again', (_, result) => {
    const text = render(result, plain)
    expect(text.isWellFormed()).toBe(true)
    expect(render(structuredClone(result), plain)).toBe(text)
  })

  test.each([
    ['versions, machines, documents', hostileResult(updates, hunt)],
    ['names in documents that can be read', withHostileCatalogues(updates)],
  ])('lets no name break out, or be more than a name: %s', (_, result) => {
    expect(harms(id, render(result, plain))).toEqual([])
  })

  test('is bounded with 1,000 machines', () => {
    expect(fleet.events.length).toBeGreaterThanOrEqual(70_000)
    const bound = id === 'json' ? Number.POSITIVE_INFINITY : 6_000_000 // JSON is the data itself, whole
    expect(render(fleet, plain).length).toBeLessThan(bound)
  })
})

test('json reads back as the same result', () => expect(parseResult(rendered('json', updates))).toEqual(updates))

describe('the versions at the end', () => {
  const words = '2 machines run 1.2.0, 2 run 1.0.0 (1 fell back), 1 has nothing to boot'

  test('are a line in the terminal, and a run that held still needs few', () => {
    const lines = rendered('terminal', updates).trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(30)
    expect(lines).toContain(`at the end: ${words}`)
  })

  test('are followed by how a rollout was stopped', () => {
    const stopped = { ...updates, events: updates.events.filter(({ at }) => at < 260_000) }
    expect(rendered('terminal', stopped)).toContain('rollouts: updates of stable stopped: the first machine')
  })

  test.each(['html', 'junit'])('are in %s', (id) => expect(rendered(id, updates)).toContain(words))

  test.each(['html', 'junit', 'terminal'])('are not in %s where no machine updates itself', (id) => {
    expect(rendered(id, passingSample())).not.toMatch(/at the end|atEnd/)
  })
})
