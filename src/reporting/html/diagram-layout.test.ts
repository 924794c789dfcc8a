import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Event, Fact } from '../../history/event.ts'
import type { RunResult } from '../result.ts'
import { longSample, passingSample, violatedSample } from '../sample-result.ts'
import type { Diagram } from './diagram.ts'
import { layoutDiagram } from './diagram-layout.ts'
import { timeScale } from './time-scale.ts'

const SLACK = 0.001
const passing = passingSample()

/** What must hold of every picture. */
function check(diagram: Diagram): void {
  const { width, height, axisY, lanes } = diagram
  const within = (x: number, right: number): boolean => x >= -SLACK && right <= width + SLACK && right >= x
  lanes.forEach((lane, index) => {
    const bottom = lane.y + lane.height
    const next = lanes[index + 1]
    if (next) expect(bottom).toBeLessThanOrEqual(next.y)
    for (const box of lane.boxes) {
      expect({ box, ok: within(box.x, box.x + box.width) }).toEqual({ box, ok: true })
      expect(box.y).toBeGreaterThanOrEqual(lane.y)
      expect(box.y + box.height).toBeLessThanOrEqual(bottom)
    }
    for (const mark of lane.marks) {
      expect({ mark, ok: within(mark.x, mark.x) && mark.y >= lane.y && mark.y <= bottom }).toEqual({ mark, ok: true })
    }
  })
  for (const circle of diagram.circles) expect(within(circle.x, circle.x) && circle.y < axisY).toBe(true)
  for (const fold of diagram.folds) expect(within(fold.x, fold.x + fold.width)).toBe(true)
  for (const phase of diagram.phases) expect(within(phase.x, phase.x + phase.width)).toBe(true)
  diagram.ticks.forEach((tick, index) => expect(tick.x).toBeGreaterThan(diagram.ticks[index - 1]?.x ?? -1))
  expect(axisY).toBeLessThan(height)
}

const machine = fc.constantFrom('m0', 'm1', 'm2', 'stranger')
const step = fc.integer({ min: 1, max: 8 })
const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('machine.on', 'machine.frozen', 'machine.thawed', 'reboot.asked'), machine }),
  fc.record({ kind: fc.constantFrom('boot.started', 'boot.good'), machine, boot: fc.nat(9) }),
  fc.record({ kind: fc.constant('machine.off'), machine, why: fc.constantFrom('reboot', 'power-cut') }),
  fc.record({
    kind: fc.constant('reboot.started'),
    machine,
    group: fc.constant(''),
    strategy: fc.constant('etcd-lock'),
    revision: fc.constant(null),
  }),
  fc.record({ kind: fc.constant('store.leader'), leader: fc.option(machine), term: fc.nat(9) }),
  fc.record({ kind: fc.constant('store.quorum'), has: fc.boolean() }),
  fc.record({ kind: fc.constant('store.member'), machine, health: fc.constantFrom('up', 'down', 'paused') }),
  fc.record({ kind: fc.constantFrom('step.applied', 'step.mended'), step, does: fc.constant('hang') }),
  fc.record({ kind: fc.constant('phase'), phase: fc.constantFrom('boot', 'storm', 'heal', 'settle') }),
  fc.record({
    kind: fc.constant('store.put'),
    key: fc.constantFrom(
      'coreos.com/updateengine/rebootlock/semaphore',
      'coreos.com/updateengine/rebootlock/groups/a/semaphore',
    ),
    value: fc.constantFrom('{', '{"semaphore":0,"max":1,"holders":["m0"]}', '{"semaphore":1,"max":1,"holders":[]}'),
    revision: fc.nat(9),
  }),
)
const at = fc.oneof(fc.nat(1000), fc.nat(2_000_000))
const events: fc.Arbitrary<readonly Event[]> = fc
  .array(fc.tuple(at, fact), { maxLength: 80 })
  .map((pairs) =>
    pairs.map(([when, what], index) => ({ id: `x/${index}`, at: when, source: 'x', seq: index + 1, ...what })),
  )
  .chain((all) =>
    fc.constantFrom(
      all,
      all.toSorted((a, b) => a.at - b.at),
    ),
  )

const withEvents = (all: readonly Event[]): RunResult => {
  const violation = { says: 'it broke', at: 500, events: all.filter((_, index) => index % 7 === 0).map(({ id }) => id) }
  const invariants = [
    { id: 'x', promise: 'x', nature: 'safety' as const, verdict: { kind: 'violated' as const, violation } },
  ]
  return { ...passing, events: all, judgement: { ...passing.judgement, verdict: 'violated', invariants } }
}

describe('the diagram', () => {
  test('keeps everything in its place, whatever the history', () => {
    fc.assert(fc.property(events, (all) => check(layoutDiagram(withEvents(all)))))
  })

  test.each([
    ['violated', violatedSample()],
    ['passing', passing],
    ['long', longSample(10_000)],
    ['empty', { ...passing, events: [] }],
  ])('keeps everything in its place: %s', (_, result) => check(layoutDiagram(result)))

  test('circles the violating events in order', () => {
    expect(layoutDiagram(violatedSample()).circles.map(({ label }) => label)).toEqual(['1', '2', '3', '4'])
  })

  test('draws a bar for each applied fault, with its number', () => {
    const steps = layoutDiagram(passing).lanes.find(({ kind }) => kind === 'steps')
    const faults = steps?.boxes.filter(({ kind }) => kind.startsWith('fault')) ?? []
    expect(faults.map(({ label }) => label?.text.slice(0, 2))).toEqual(['3 ', '4 ', '5 '])
  })

  test('of a thousand machines draws those that matter', () => {
    const machines = Array.from({ length: 1000 }, (_, n) => ({
      id: `n${n}`,
      roles: ['worker'] as const,
      group: '',
      strategy: 'reboot' as const,
    }))
    const crowd = {
      ...passing,
      schedule: { ...passing.schedule, topology: { machines: [...machines, ...passing.schedule.topology.machines] } },
    }
    const { lanes, leftOut } = layoutDiagram(crowd)
    expect(lanes.map(({ id }) => id)).toEqual(expect.arrayContaining(['m0', 'm1', 'm2']))
    expect(lanes.filter(({ kind }) => kind === 'machine').length + leftOut.length).toBe(1003)
  })
})

describe('the time scale', () => {
  test('never runs backwards, and ends where the plot ends', () => {
    fc.assert(
      fc.property(
        fc.array(at, { maxLength: 60 }),
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.array(at),
        (instants, end, asked) => {
          const scale = timeScale(instants, end, 1100)
          expect(scale.x(0)).toBe(0)
          expect(scale.x(end)).toBeCloseTo(1100)
          const sorted = [...new Set(asked.filter((ms) => ms <= end))].sort((a, b) => a - b)
          sorted.forEach((ms, index) => {
            const before = sorted[index - 1]
            if (before !== undefined) expect(scale.x(ms)).toBeGreaterThan(scale.x(before))
          })
        },
      ),
    )
  })

  test('folds a long idle time and says how long it was', () => {
    const { folds, x } = timeScale([1000, 2000, 900_000, 901_000], 902_000, 1100)
    expect(folds).toHaveLength(1)
    expect(x(2000) - x(1000)).toBeGreaterThan(100)
  })

  test('does not fold a busy run', () => {
    expect(
      timeScale(
        Array.from({ length: 50 }, (_, n) => n * 100),
        5000,
        1100,
      ).folds,
    ).toEqual([])
  })
})
