import { describe, expect, test } from '@jest/globals'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Judgement } from '../../invariants/verdict.ts'
import { parseResult } from '../result-codec.ts'
import type { RunResult } from '../result.ts'
import { hostile, hostileResult } from '../sample-hostile.ts'
import { judgementOf, longSample, passingSample, violatedSample } from '../sample-result.ts'
import { harms } from './harms-fixture.ts'
import { formatOf, formats } from './index.ts'

const plain = { colour: false }
const violated = violatedSample()
const passing = passingSample()

const JUDGEMENTS: Readonly<Record<Judgement['verdict'], Judgement>> = {
  holds: passing.judgement,
  violated: violated.judgement,
  undecided: judgementOf({ 'locks-drain': { kind: 'undecided', why: 'it did not settle within 30 min' } }, 'undecided'),
  'harness-fault': {
    ...judgementOf({}, 'harness-fault'),
    assumptions: [
      {
        id: 'faults-witnessed',
        says: 'Every fault was witnessed.',
        broken: { why: 'step 3 was not seen', events: ['conductor/4', 'nowhere/1'] },
      },
    ],
  },
}

const hunt = {
  seed: 7,
  runs: 2000,
  ms: 41_000,
  virtualMs: 9e8,
  goals: { [hostile(9)]: 3 },
  steps: { cut: 4 },
  violated: [],
  undecided: 1,
}

const cases: readonly (readonly [string, RunResult])[] = [
  ...Object.values(JUDGEMENTS).map(
    (judgement) => [`verdict ${judgement.verdict}`, { ...violated, judgement }] as const,
  ),
  ['a hunt', { ...passing, hunt }],
  ['no events', { ...violated, events: [] }],
  [
    'nothing judged',
    { ...violated, events: [], judgement: { verdict: 'undecided', assumptions: [], invariants: [], goals: [] } },
  ],
  ['half a history', { ...violated, events: violated.events.slice(0, 31) }],
  ['a history without its beginning', { ...passing, events: passing.events.slice(40) }],
  ['no steps', { ...violated, schedule: { ...violated.schedule, steps: [] } }],
]

describe.each(formats)('the format $id', ({ id, render }) => {
  test.each(cases)('renders %s, and the same bytes again', (_, result) => {
    const text = render(result, plain)
    expect(text).not.toBe('')
    expect(text.isWellFormed()).toBe(true)
    expect(render(structuredClone(result), plain)).toBe(text)
  })

  test('lets no name break out, or be more than a name', () => {
    const text = render(hostileResult(violated, hunt), plain)
    expect(harms(id, text)).toEqual([])
  })

  test('is bounded with 10,000 events', () => {
    const long = longSample(10_000)
    expect(long.events.length).toBeGreaterThanOrEqual(10_000)
    expect(render(long, plain).length).toBeLessThan(6_000_000)
  })

  test('is bounded where every event says much', () => {
    const stack = 'x'.repeat(50_000)
    const events = Array.from({ length: 3000 }, (_, index) => {
      const stamp = { id: `m0.1/${index + 1}`, at: index * 1000, source: 'm0.1', seq: index + 1 }
      return { ...stamp, kind: 'program.crashed', program: 'agent', stack } as const
    })
    const bound = id === 'json' ? Number.POSITIVE_INFINITY : 6_000_000 // JSON is the data itself, whole
    expect(render({ ...violated, events }, plain).length).toBeLessThan(bound)
  })
})

test('the formats have different ids, and each is found by its own', () => {
  expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length)
  for (const format of formats) expect(formatOf(format.id)).toBe(format)
  expect(formatOf('pdf')).toBeUndefined()
})

describe('json', () => {
  test('reads back as the same result', () => {
    expect(parseResult(rendered('json', violated))).toEqual(violated)
  })
})

describe('terminal', () => {
  test('needs few lines for a run that held, and ends with the replay command', () => {
    const lines = rendered('terminal', passing).trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(30)
    expect(lines.at(-1)).toContain(passing.replay)
  })

  test('needs few lines even with many promises, goals and steps', () => {
    const { judgement, schedule } = passing
    const many = <T>(list: readonly T[]): readonly T[] => Array.from({ length: 20 }, () => list).flat()
    const crowded = {
      ...passing,
      judgement: { ...judgement, invariants: many(judgement.invariants), goals: many(judgement.goals) },
      schedule: { ...schedule, steps: many(schedule.steps) },
    }
    expect(rendered('terminal', crowded).trimEnd().split('\n').length).toBeLessThanOrEqual(30)
  })

  test('shows the offending events in words', () => {
    expect(rendered('terminal', violated)).toContain('01:01.590  m2 begins to reboot')
  })

  test('has colours only when told so', () => {
    const format = formatOf('terminal')
    expect(format?.render(violated, { colour: true })).toContain('\u001b[31m')
    expect(format?.render(violated, { colour: false })).not.toContain('\u001b')
  })
})

describe('junit', () => {
  test.each([...cases, ['hostile names', hostileResult(violated, hunt)] as const])(
    'is valid XML for %s',
    (_, result) => {
      expect(XMLValidator.validate(rendered('junit', result))).toBe(true)
    },
  )

  test.each([
    ['violated', 'failures'],
    ['undecided', 'errors'],
    ['harness-fault', 'errors'],
  ] as const)('counts %s among the %s', (verdict, where) => {
    expect(suiteOf({ ...violated, judgement: JUDGEMENTS[verdict] })[`@_${where}`]).toBe('1')
  })

  test('a run that was never judged is no pass', () => {
    const judgement: Judgement = { verdict: 'undecided', assumptions: [], invariants: [], goals: [] }
    expect(suiteOf({ ...violated, judgement })).toMatchObject({ '@_tests': '1', '@_errors': '1' })
  })
})

describe('html', () => {
  test('needs nothing but itself', () => {
    const text = rendered('html', violated)
    expect(text).toContain("default-src 'none'")
    expect(text).not.toMatch(/(?:src|href)="(?!#)/)
    expect(text).not.toMatch(/https?:/)
  })

  test('carries the whole history as data', () => {
    const long = longSample(10_000)
    const found = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(rendered('html', long))
    const data = JSON.parse(found?.[1] ?? '') as { readonly rows: readonly (readonly [unknown])[] }
    expect(data.rows.map(([event]) => event)).toEqual(long.events)
  })
})

function rendered(id: string, result: RunResult): string {
  return formatOf(id)?.render(result, plain) ?? ''
}

function suiteOf(result: RunResult): Readonly<Record<string, unknown>> {
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(rendered('junit', result)) as {
    readonly testsuites: { readonly testsuite: Readonly<Record<string, unknown>> }
  }
  return parsed.testsuites.testsuite
}
