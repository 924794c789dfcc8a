import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Event, Fact } from '../history/event.ts'
import { SampleHistory } from './sample-history.ts'
import { updatesSample } from './sample-updates.ts'
import { type SlotRun, updateLives } from './slot-runs.ts'

const runsOf = (history: SampleHistory): readonly SlotRun[] => updateLives(history.sorted()).get('m0')?.runs ?? []

/** On 1.0.0 from a, with 1.1.0 installed into b. */
function updated(): SampleHistory {
  const history = new SampleHistory()
  history.bootSlot(0, 'm0', 'a', '1.0.0', 45_000)
  history.install(100_000, 'm0', 'b', '1.1.0')
  history.add(120_000, 'world', { kind: 'machine.off', machine: 'm0', why: 'reboot' })
  return history
}

describe('runs of a slot', () => {
  test('begin with the boot loader’s choice and end with the power', () => {
    const history = updated()
    history.bootSlot(121_000, 'm0', 'b', '1.1.0', 45_000)
    const [first, second] = runsOf(history)
    expect(first).toMatchObject({ slot: 'a', version: '1.0.0', from: 15_000, to: 120_000, good: true })
    expect(second).toMatchObject({ slot: 'b', version: '1.1.0', from: 136_000, good: true })
    expect(second).not.toHaveProperty('to')
    expect(second).not.toHaveProperty('fellBackFrom')
  })

  test('a boot of the other slot without success is a fallback, until something newer is booted', () => {
    const history = updated()
    history.bootSlot(121_000, 'm0', 'b', '1.1.0')
    history.add(150_000, 'world', { kind: 'machine.off', machine: 'm0', why: 'reset' })
    history.bootSlot(151_000, 'm0', 'a', '1.0.0', 45_000)
    history.add(220_000, 'world', { kind: 'machine.off', machine: 'm0', why: 'power-cut' })
    history.bootSlot(230_000, 'm0', 'a', '1.0.0', 45_000)
    history.install(300_000, 'm0', 'b', '1.2.0')
    history.bootSlot(320_000, 'm0', 'b', '1.2.0', 45_000)
    expect(runsOf(history).map(({ version, good, fellBackFrom }) => [version, good, fellBackFrom])).toEqual([
      ['1.0.0', true, undefined],
      ['1.1.0', false, undefined],
      ['1.0.0', true, '1.1.0'],
      ['1.0.0', true, '1.1.0'],
      ['1.2.0', true, undefined],
    ])
  })

  test('a boot of what was installed is none, even where the boot before it was never good', () => {
    const history = new SampleHistory()
    history.bootSlot(0, 'm0', 'a', '1.0.0')
    history.install(20_000, 'm0', 'b', '1.1.0')
    history.bootSlot(40_000, 'm0', 'b', '1.1.0')
    expect(runsOf(history)[1]).not.toHaveProperty('fellBackFrom')
  })

  test('a boot of the other slot after a good one is none, even where a power cut took the word of the installation', () => {
    const history = new SampleHistory()
    history.bootSlot(0, 'm0', 'a', '1.0.0', 45_000)
    history.bootSlot(100_000, 'm0', 'b', '1.1.0')
    expect(runsOf(history)[1]).not.toHaveProperty('fellBackFrom')
  })

  test('of a history without its beginning, the machine’s own word of a fallback counts', () => {
    const history = new SampleHistory()
    history.bootSlot(0, 'm0', 'a', '1.0.0', 45_000)
    history.add(61_000, 'm0.1', { kind: 'update.rolled-back', machine: 'm0', version: '1.1.0' })
    expect(runsOf(history)[0]?.fellBackFrom).toBe('1.1.0')
  })

  test('a machine with nothing to boot is lost until it is switched on again', () => {
    const events = updatesSample().events
    expect(updateLives(events).get('m4')?.lost).toEqual([{ from: 227_500 }])
    const on: Event = { id: 'world/99', at: 400_000, source: 'world', seq: 99, kind: 'machine.on', machine: 'm4' }
    expect(updateLives([...events, on]).get('m4')?.lost).toEqual([{ from: 227_500, to: 400_000 }])
  })

  test('machines without slots have none', () => {
    const history = new SampleHistory()
    history.boot(0, 'm0')
    expect(updateLives(history.sorted()).size).toBe(0)
  })

  test('do not overlap, and being lost overlaps none of them', () => {
    const machine = 'm0'
    const fact: fc.Arbitrary<Fact> = fc.oneof(
      fc.record({ kind: fc.constantFrom('machine.on' as const), machine: fc.constant(machine) }),
      fc.record({
        kind: fc.constant('machine.off' as const),
        machine: fc.constant(machine),
        why: fc.constantFrom('reboot' as const, 'reset' as const, 'lost' as const),
      }),
      fc.record({
        kind: fc.constant('boot.slot' as const),
        machine: fc.constant(machine),
        boot: fc.nat(3),
        slot: fc.constantFrom('a' as const, 'b' as const),
        version: fc.constantFrom('1.0.0', '1.1.0'),
        payload: fc.constant(null),
      }),
      fc.record({
        kind: fc.constant('boot.lost' as const),
        machine: fc.constant(machine),
        boot: fc.nat(3),
        why: fc.constant(''),
      }),
    )
    fc.assert(
      fc.property(fc.array(fact), (facts) => {
        const events = facts.map((each, at): Event => ({ id: `x/${at}`, at, source: 'x', seq: at + 1, ...each }))
        const life = updateLives(events).get(machine)
        const spans = [...(life?.runs ?? []), ...(life?.lost ?? [])].toSorted((a, b) => a.from - b.from)
        spans.forEach((span, index) => {
          const next = spans[index + 1]
          if (next) expect(span.to ?? Infinity).toBeLessThanOrEqual(next.from)
        })
      }),
    )
  })
})
