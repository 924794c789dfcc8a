import { describe, expect, test } from '@jest/globals'
import { passingSample, violatedSample } from '../sample-result.ts'
import { unitsSample } from '../sample-units.ts'
import type { RunResult } from '../result.ts'
import { code, fenced, plain } from './markdown-text.ts'
import { markdownFormat } from './markdown.ts'

const rendered = (result: RunResult): string => markdownFormat.render(result, { colour: false })

describe('a comment on a run', () => {
  const violated = violatedSample()

  test('begins with what broke, and ends with the command that shows it again', () => {
    const lines = rendered(violated).trimEnd().split('\n')
    expect(lines[0]).toMatch(/^## ✘ violated: /)
    expect(lines.slice(-3)).toEqual(['```', violated.replay, '```'])
  })

  test('has a row for what does not simply hold, and the number of what does', () => {
    const { invariants } = violated.judgement
    const rows = rendered(violated)
      .split('\n')
      .filter((line) => line.startsWith('| ✘') || line.startsWith('| ✔'))
    const broken = invariants.filter(({ verdict }) => verdict.kind === 'violated')
    expect(rows.map((row) => row.slice(0, 12))).toEqual(broken.map(() => '| ✘ violated'))
    expect(rendered(violated)).toContain(`\n${invariants.length - broken.length} promises hold.\n`)
  })

  test('numbers the steps, with what was seen of each, and the events', () => {
    const text = rendered(violated)
    expect(text).toMatch(/^1\. .+<br>\d\d:\d\d\.\d{3} /m)
    expect(text).toMatch(/^\d+\. 01:01\.590 m2 begins to reboot .+ `m2\.\d+\/\d+`$/m)
  })

  test('puts what broke above what nobody can say of', () => {
    const [first, ...others] = violated.judgement.invariants
    const undecided = { ...first!, id: 'a-first', verdict: { kind: 'undecided', why: 'too short' } } as const
    const text = rendered({ ...violated, judgement: { ...violated.judgement, invariants: [undecided, ...others] } })
    expect(text.match(/^\| [✘?] \w+/gm)).toEqual(['| ✘ violated', '| ? undecided'])
  })

  test('names a broken assumption, which makes the rest worth nothing', () => {
    const assumption = { id: 'faults-witnessed', says: 'Every fault was witnessed.', broken: { why: 'no', events: [] } }
    const judgement = { ...passingSample().judgement, verdict: 'harness-fault', assumptions: [assumption] } as const
    expect(rendered({ ...violated, judgement })).toContain(
      '| ! broken | Every fault was witnessed. `faults-witnessed` | no |',
    )
  })

  test('says where units are', () => {
    expect(rendered(unitsSample())).toContain('- where: nowhere: big.service; m0: agent.service, web@&#8203;2.service;')
  })

  test('is short enough for a comment, whatever happened', () => {
    const steps = Array.from({ length: 500 }, () => violated.schedule.steps).flat()
    expect(rendered({ ...violated, schedule: { ...violated.schedule, steps } }).length).toBeLessThan(65_536)
  })
})

describe('text', () => {
  test.each([
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['a|b_c*d`e', 'a\\|b\\_c\\*d\\`e'],
    ['[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['@team, web@1.service', '@&#8203;team, web@&#8203;1.service'],
    ['fixes #12', 'fixes #&#8203;12'],
    ['http://x www.x', 'http:&#8203;//x www&#8203;.x'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['# a', '\\# a'],
    ['two\nlines', 'two␊lines'],
  ])('%j is what it says', (text, markdown) => expect(plain(text)).toBe(markdown))

  test('is code where it can be, and else is plain', () => {
    expect(code('m0.1/12')).toBe('`m0.1/12`')
    expect(code('a`b')).toBe('a\\`b')
  })

  test('a fence is longer than any within', () => {
    expect(fenced('a ```` b')).toBe('`````\na ```` b\n`````')
  })
})
