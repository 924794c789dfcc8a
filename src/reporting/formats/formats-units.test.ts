import { describe, expect, test } from '@jest/globals'
import { XMLValidator } from 'fast-xml-parser'
import { parseResult } from '../result-codec.ts'
import type { RunResult } from '../result.ts'
import { hostileResult } from '../sample-hostile.ts'
import { withHostileUnits } from '../sample-strangers.ts'
import { passingSample } from '../sample-result.ts'
import { manyUnitsSample, restartingSample, unitsSample } from '../sample-units.ts'
import { harms } from './harms-fixture.ts'
import { formatOf, formats } from './index.ts'

const plain = { colour: false }
const units = unitsSample()
const many = manyUnitsSample(200, 10, 3)
const restarting = restartingSample(10_000)
const hostileUnits = withHostileUnits(units)
const hunt = { seed: 7, runs: 2, ms: 1, virtualMs: 1, goals: {}, steps: {}, violated: [], undecided: 0 }
const rendered = (id: string, result: RunResult): string => formatOf(id)?.render(result, plain) ?? ''

describe.each(formats)('the format $id, of a run with units', ({ id, render }) => {
  test.each([
    ['a whole history', units],
    ['half a history', { ...units, events: units.events.slice(0, 50) }],
    ['a history without its beginning', { ...units, events: units.events.slice(50) }],
  ])('renders %s, and the same bytes again', (_, result) => {
    const text = render(result, plain)
    expect(text.isWellFormed()).toBe(true)
    expect(render(structuredClone(result), plain)).toBe(text)
  })

  test.each([
    ['units, machines, records', hostileResult(units, hunt)],
    ['names of units in records that can be read', hostileUnits],
    ['both', hostileResult(hostileUnits, hunt)],
  ])('lets no name break out, or be more than a name: %s', (_, result) => {
    expect(harms(id, render(result, plain))).toEqual([])
  })

  test('is bounded with 200 units and 10,000 events', () => {
    expect(many.events.length).toBeGreaterThanOrEqual(10_000)
    const bound = id === 'json' ? Number.POSITIVE_INFINITY : 6_000_000 // JSON is the data itself, whole
    expect(render(many, plain).length).toBeLessThan(bound)
  })

  test('takes little time for a unit that is started again and again', () => {
    const begun = performance.now()
    render(restarting, plain)
    expect(performance.now() - begun).toBeLessThan(10_000) // 0.5 s; it would be minutes if each copy were held against each
  })
})

test('json reads back as the same result', () => expect(parseResult(rendered('json', units))).toEqual(units))

test('junit is valid XML whatever units are called', () => {
  expect(XMLValidator.validate(rendered('junit', hostileUnits))).toBe(true)
})

describe('the units at the end', () => {
  const words = '3 of 4 units that are to run do; big.service does not'

  test('are a line in the terminal', () => expect(rendered('terminal', units).split('\n')).toContain(`units: ${words}`))

  test('are told with their machines, as far as a line goes', () => {
    const places = 'nowhere: big.service; m0: agent.service, web@2.service; m2: agent.service, web@1.service'
    expect(rendered('terminal', units).split('\n')).toContain(`where: ${places}`)
    const line = rendered('terminal', many)
      .split('\n')
      .find((each) => each.startsWith('where: '))
    expect(line?.length).toBeLessThan(400)
    expect(line).toMatch(/^where: m0: (?:[^,;]+, ){3}[^,;]+ and 16 more; m1: /)
  })

  test.each(['html', 'junit'])('are in %s', (id) => expect(rendered(id, units)).toContain(words))

  test.each(['html', 'junit', 'markdown', 'terminal'])('are not in %s where there are none', (id) => {
    expect(rendered(id, passingSample())).not.toMatch(/that (?:is|are) to run|id="units"|where:/)
  })
})

describe('the section of the units', () => {
  test('says why each is where it is', () => {
    const page = rendered('html', units)
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
    expect(page).toContain('which led since revision 46: target state launched and unit not scheduled')
    expect(page).toContain('not m0: found conflict with locally-scheduled Unit([web@2.service])')
    expect(page).toContain('target Machine(m1) went away')
    expect(page).toContain('no machine has it: m0, m1, m2: local Machine metadata insufficient')
  })

  test('shows a lane for 40 of many, rows for 120, and says how many are left', () => {
    const page = rendered('html', many)
    expect(page.match(/… and [^,]+, not (?:drawn|listed)/g)).toEqual([
      '… and 160 more units, not drawn',
      '… and 80 more units, not listed',
    ])
  })
})
