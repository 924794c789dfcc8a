import { describe, expect, test } from '@jest/globals'
import { headline } from './headline.ts'
import { judgementOf, passingSample, violatedSample } from './sample-result.ts'

const passing = passingSample()
const hunt = {
  seed: 7,
  runs: 2000,
  ms: 41_000,
  virtualMs: 7_200_000,
  goals: { 'contended-lock': 3 },
  steps: {},
  violated: [],
  undecided: 0,
}

describe('the headline', () => {
  test('of a violation is what the judge says', () => {
    expect(headline(violatedSample())).toMatch(/^Two of three etcd members rebooted at once: m1/)
  })

  test('of a run that held counts machines and faults', () => {
    expect(headline(passing)).toBe('Every promise held: 2 machines rebooted in turn through 3 faults.')
  })

  test('does not say "in turn" of machines that rebooted together', () => {
    const together = { ...violatedSample(), judgement: judgementOf({}, 'holds') }
    expect(headline(together)).toBe('Every promise held: 2 machines rebooted, at most 2 at once.')
  })

  test('of an empty run that held', () => {
    expect(headline({ ...passing, events: [] })).toBe('Every promise held: no machine rebooted.')
  })

  test('of a hunt speaks of the hunt', () => {
    expect(headline({ ...passing, hunt })).toBe(
      'Held in 2,000 schedules: 2 h of cluster time in 41 s; 1 of 3 goals met.',
    )
    expect(headline({ ...passing, hunt: { ...hunt, undecided: 4 } })).toContain('2,000 schedules, 4 of them undecided:')
  })

  test('of an undecided run says why', () => {
    const judgement = judgementOf({ 'locks-drain': { kind: 'undecided', why: 'it did not settle.' } }, 'undecided')
    expect(headline({ ...passing, judgement })).toBe(
      'No grounds to say whether “No machine that has booted well still holds a slot”: it did not settle.',
    )
    expect(headline({ ...passing, judgement: judgementOf({}, 'undecided') })).toMatch(/^The run ended before/)
  })

  test('of a harness fault blames the trial, not the cluster', () => {
    const assumptions = [
      { id: 'history-whole', says: 'The history is whole.', broken: { why: 'm0.1 lacks 4', events: [] } },
    ]
    expect(headline({ ...passing, judgement: { ...judgementOf({}, 'harness-fault'), assumptions } })).toBe(
      'The trial itself failed and says nothing about the cluster: m0.1 lacks 4.',
    )
  })
})
