import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Event, Fact } from '../../history/event.ts'
import { instanceKey } from '../../updates/server/keys.ts'
import type { RunResult } from '../result.ts'
import { longSample, passingSample, violatedSample } from '../sample-result.ts'
import { fleetSample } from '../sample-fleet.ts'
import { manyUnitsSample, unitsSample } from '../sample-units.ts'
import { updatesSample } from '../sample-updates.ts'
import { unitLives } from '../unit-lives.ts'
import type { Diagram } from './diagram.ts'
import { layoutDiagram } from './diagram-layout.ts'
import { endOf } from './timeline.ts'
import { layoutUnits } from './units-layout.ts'

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
    for (const { x, y, width: across, height: down } of lane.areas.flatMap(({ columns }) => columns)) {
      const inside = within(x, x + across) && y >= lane.y - SLACK && y + down <= bottom + SLACK
      expect({ x, y, across, down, inside }).toMatchObject({ inside: true })
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
const slot = fc.constantFrom('a', 'b')
const version = fc.constantFrom('1.0.0', '1.1.0', '1.2.0', '2.0.0', '2.1.0', '2.2.0', 'none', '')
const step = fc.integer({ min: 1, max: 8 })
const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('machine.on', 'machine.frozen', 'machine.thawed', 'reboot.asked'), machine }),
  fc.record({ kind: fc.constantFrom('boot.started', 'boot.good'), machine, boot: fc.nat(9) }),
  fc.record({
    kind: fc.constant('machine.off'),
    machine,
    why: fc.constantFrom('reboot', 'power-cut', 'reset', 'lost'),
  }),
  fc.record({ kind: fc.constant('boot.slot'), machine, boot: fc.nat(9), slot, version, payload: fc.constant(null) }),
  fc.record({ kind: fc.constant('boot.lost'), machine, boot: fc.nat(9), why: fc.constant('') }),
  fc.record({ kind: fc.constantFrom('slot.writing', 'update.installed'), machine, slot, version }),
  fc.record({ kind: fc.constantFrom('update.rolled-back'), machine, version }),
  fc.record({ kind: fc.constant('rollout.granted'), machine, track: version, version, revision: fc.nat(9) }),
  fc.record({ kind: fc.constant('rollout.stopped'), track: version, why: fc.constant('') }),
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
const unit = fc.constantFrom('a.service', 'b.service', 'c.service', 'd.service', '__proto__')
const process = fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8')
const fleetFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ kind: fc.constant('unit.up'), machine, unit, process, hash: fc.constant('') }),
  fc.record({ kind: fc.constant('unit.down'), machine, unit, process, how: fc.constant('') }),
  fc.record({
    ...{ kind: fc.constant('unit.state'), machine, unit, load: fc.constant('loaded'), sub: fc.constant('') },
    ...{ active: fc.constantFrom('active', 'activating', 'deactivating'), hash: fc.constant('') },
  }),
  fc.record({ kind: fc.constantFrom('unit.placed', 'unit.displaced'), machine, unit, why: unit, revision: fc.nat(9) }),
  fc.record({ kind: fc.constant('machine.off'), machine, why: fc.constant('power-cut') }),
  fc.record({ kind: fc.constant('fleet.left'), machine }),
  fc
    .tuple(unit, fc.constantFrom('target', 'target-state', 'object'), fc.constantFrom('launched', 'm0', 'm1'))
    .map(([name, part, value]): Fact => ({
      ...{ kind: 'store.put', key: `/_coreos.com/fleet/job/${name}/${part}`, value, revision: 1 },
    })),
  fc.tuple(unit, fc.constantFrom('target', 'target-state', 'object')).map(([name, part]): Fact => ({
    kind: 'store.deleted',
    key: `/_coreos.com/fleet/job/${name}/${part}`,
    revision: 1,
  })),
  fc.record({
    ...{ kind: fc.constant('store.put'), key: fc.constant('/_coreos.com/fleet/lease/engine-leader') },
    ...{ value: fc.constantFrom('{', 'm0', '{"MachineID":"m1","Version":1}'), revision: fc.nat(9) },
  }),
)
const at = fc.oneof(fc.nat(1000), fc.nat(2_000_000))
const eventsOf = (facts: fc.Arbitrary<Fact>): fc.Arbitrary<readonly Event[]> =>
  fc
    .array(fc.tuple(at, facts), { maxLength: 80 })
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
    fc.assert(fc.property(eventsOf(fact), (all) => check(layoutDiagram(withEvents(all)))))
  })

  test('and so does that of the units', () => {
    fc.assert(
      fc.property(eventsOf(fc.oneof(fact, fleetFact, fleetFact, fleetFact)), (all) => {
        const result = withEvents(all)
        const above = layoutDiagram(result)
        check(above)
        check(layoutUnits(above, [...unitLives(all).values()], () => 'u0', endOf(result)))
      }),
    )
  })

  test.each([
    ['violated', violatedSample()],
    ['passing', passing],
    ['long', longSample(10_000)],
    ['updates', updatesSample()],
    ['fleet', fleetSample(60, 10)],
    ['units', unitsSample()],
    ['many units', manyUnitsSample(100, 12, 2)],
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

  test('has fewer lanes where much happens on each machine', () => {
    const machines = (rounds: number): number =>
      layoutDiagram(fleetSample(50, rounds)).lanes.filter(({ kind }) => kind === 'machine').length
    expect(machines(2)).toBe(40)
    expect(machines(40)).toBe(27)
  })

  test('of many machines draws first those whose update failed', () => {
    const crowd = updatesSample()
    const others = Array.from({ length: 100 }, (_, n) => ({ ...crowd.schedule.topology.machines[0]!, id: `n${n}` }))
    const topology = { machines: [...others, ...crowd.schedule.topology.machines] }
    const { leftOut } = layoutDiagram({ ...crowd, schedule: { ...crowd.schedule, topology } })
    expect(['m1', 'm3', 'm4'].filter((id) => leftOut.includes(id))).toEqual([])
    expect(leftOut).toContain('m2')
  })

  test('time in which the update server merely counts is folded', () => {
    const counting = fleetSample(1, 1)
    const key = instanceKey('stable', 'n0')
    const from = counting.events.at(-1)?.at ?? 0
    const counts = Array.from({ length: 100 }, (_, n): Event => ({
      id: `store/x${n}`,
      at: from + n * 10_000,
      source: 'store',
      seq: 1000 + n,
      kind: 'store.put',
      key,
      value: '{}',
      revision: 9000 + n,
    }))
    const { folds } = layoutDiagram({ ...counting, events: [...counting.events, ...counts] })
    expect(folds.some((fold) => fold.to - fold.from > 800_000)).toBe(true)
  })

  test('time in which a machine merely says how its units are is folded', () => {
    const short = unitsSample()
    const says = Array.from({ length: 100 }, (_, n): Event => ({
      ...{ id: `store/x${n}`, at: 20_000 + n * 10_000, source: 'store', seq: 1000 + n, kind: 'store.put' },
      ...{ key: '/_coreos.com/fleet/states/web@1.service/m2', value: '{}', revision: 9000 + n },
    }))
    const { folds } = layoutDiagram({ ...short, events: [...short.events, ...says] })
    expect(folds.some((fold) => fold.to - fold.from > 800_000)).toBe(true)
  })
})
