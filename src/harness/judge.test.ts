// Every invariant and assumption can fail: each is shown a history that was tampered with in one place.

import { describe, expect, test } from '@jest/globals'
import type { Event, EventOf } from '../history/event.ts'
import { reference } from '../machine/reference.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { judge, violatedBy } from './judge.ts'
import { runTrialNow } from './trial.ts'

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 3,
  topology: cluster({ both: 3 }),
  tuning: QUICK,
  steps: [
    { when: { at: 0 }, do: 'ask-reboot', machine: 'm0' },
    { when: { at: 0 }, do: 'ask-reboot', machine: 'm1' },
    { when: { at: 50 }, do: 'hang', machine: 'm2', forMs: 1500 },
  ],
}
const { events } = runTrialNow(simWorld, schedule, reference).recording

type Tamper = (event: Event) => readonly Event[]
const drop =
  (picked: (event: Event) => boolean): Tamper =>
  (event) =>
    picked(event) ? [] : [event]
const renumber = (tampered: readonly Event[]): readonly Event[] => {
  const seqs = new Map<string, number>()
  return tampered.map((event) => {
    const seq = (seqs.get(event.source) ?? 0) + 1
    seqs.set(event.source, seq)
    return { ...event, seq }
  })
}
const verdicts = (tamper: Tamper) => judge(schedule, renumber(events.flatMap(tamper)))
const first = <K extends Event['kind']>(kind: K): EventOf<K> =>
  events.find((event) => event.kind === kind) as EventOf<K>

/** A machine that asked so many times at once, and was answered at last. */
const asksInVain = (times: number, granted: EventOf<'lock.granted'>): readonly Event[] => {
  const { id, at, source, group, holder: by } = granted
  const unread: Event = { id, at, source, seq: 0, kind: 'lock.unread', group, by, reason: 'unreachable' }
  return [...Array<Event>(times).fill(unread), granted]
}

describe('judge', () => {
  test('finds nothing wrong with a sound history', () => {
    const { verdict, assumptions } = judge(schedule, events)
    expect(assumptions.filter((assumption) => assumption.broken)).toEqual([])
    expect(verdict).toBe('holds')
  })

  test.each<[string, string, Tamper]>([
    [
      'etcd-quorum',
      'two machines in a reboot',
      (event) => (event.kind === 'boot.good' && event.boot === 2 ? [] : [event]),
    ],
    [
      'reboot-limit',
      'two machines in a reboot, limit 1',
      (event) => (event.kind === 'boot.good' && event.boot === 2 ? [] : [event]),
    ],
    [
      'reboot-holds-lock',
      'a reboot on the word of a revision in which the machine holds nothing',
      (event) => (event.kind === 'reboot.started' ? [{ ...event, revision: 1 }] : [event]),
    ],
    [
      'reboot-holds-lock',
      "a reboot on nobody's word",
      (event) => (event.kind === 'reboot.started' ? [{ ...event, revision: null }] : [event]),
    ],
    [
      'lock-held-through-boot',
      'a release in a boot that was never good',
      drop((event) => event.kind === 'boot.good' && event.boot === 2),
    ],
    [
      'lock-held-through-boot',
      'a release by another machine',
      (event) => (event.kind === 'lock.attempt' && event.operation === 'release' ? [{ ...event, by: 'm2' }] : [event]),
    ],
    [
      'semaphore-consistent',
      'a document that does not add up',
      (event) =>
        event.kind === 'store.put' ? [{ ...event, value: event.value.replace('"max":1', '"max":2') }] : [event],
    ],
    [
      'semaphore-consistent',
      'a change that nobody asked for',
      drop((event) => event.kind === 'lock.attempt' && event.operation === 'acquire'),
    ],
    [
      'semaphore-consistent',
      'an acknowledged change that the store never had',
      drop((event) => event.kind === 'store.put' && event.revision === 2),
    ],
    [
      'never-all-rebooting',
      'a third machine that reboots while two do',
      (event) =>
        event.kind === 'boot.good' && event.boot === 2
          ? []
          : event.id === first('quiet').id
            ? [{ ...event, kind: 'reboot.started', machine: 'm2', group: '', strategy: 'reboot', revision: null }]
            : [event],
    ],
    [
      'backs-off',
      'a machine that is not answered, and asks again at once',
      (event) => (event.kind === 'lock.granted' && event.holder === 'm0' ? asksInVain(22, event) : [event]),
    ],
  ])('%s is violated by %s', (invariant, _, tamper) => {
    const judgement = verdicts(tamper)
    expect(violatedBy(judgement)).toContain(invariant)
    const { verdict } = judgement.invariants.find(({ id }) => id === invariant)!
    if (verdict.kind !== 'violated') throw new Error(verdict.kind)
    const known = new Set(events.map(({ id }) => id))
    expect(verdict.violation.events.filter((id) => !known.has(id))).toEqual([])
    expect(verdict.violation.says).toMatch(/^[A-Z0-9m].*\.$/)
  })

  test('locks-drain is violated by a healthy machine that holds a slot for as long as settling may take', () => {
    const held = drop((event) => event.kind === 'quiet' || (event.kind === 'store.put' && event.revision > 2))
    const long = (event: Event): readonly Event[] =>
      event.kind === 'phase' && event.phase === 'judge'
        ? [{ ...event, at: event.at + schedule.tuning.settleMs }]
        : [event]
    expect(violatedBy(verdicts((event) => held(event).flatMap(long)))).toContain('locks-drain')
  })

  test('reboot-in-window is violated by a reboot while the window is closed', () => {
    const window = { start: '12:00', length: '1h' }
    const machines = schedule.topology.machines.map((machine) => ({ ...machine, window }))
    expect(violatedBy(judge({ ...schedule, topology: { machines } }, events))).toEqual(['reboot-in-window'])
    const noon = { ...schedule, topology: { machines }, startsAt: '2026-03-29T14:30:00+02:00' }
    expect(judge(noon, events).verdict).toBe('holds')
  })

  const lastToReboot = events.findLast((event) => event.kind === 'reboot.started')?.machine

  /** One machine does not reboot, and the cluster has waited for it long. */
  const unmoved = (event: Event): readonly Event[] => {
    const reboots = event.kind === 'reboot.started' || event.kind === 'boot.started' || event.kind === 'machine.off'
    if (reboots && event.machine === lastToReboot && event.at > first('reboot.asked').at) return []
    const late = event.kind === 'phase' && event.phase === 'judge' ? schedule.tuning.settleMs : 0
    return [{ ...event, at: event.at + late }]
  }

  test('reboots-happen is violated by a healthy machine that was asked and never did', () =>
    expect(violatedBy(verdicts(unmoved))).toEqual(['reboots-happen']))

  test('reboots-happen promises nothing while the window is closed', () => {
    const window = { start: '12:00', length: '1h' }
    const machines = schedule.topology.machines.map((machine) => ({ ...machine, window }))
    const judgement = judge({ ...schedule, topology: { machines } }, renumber(events.flatMap(unmoved)))
    expect(violatedBy(judgement)).toEqual(['reboot-in-window'])
  })

  test('comes-up is violated by a machine that had not booted well before the storm', () => {
    const { id } = first('boot.good')
    const without = renumber(events.filter((event) => event.id !== id))
    expect(violatedBy(judge(schedule, without))).toEqual(['comes-up'])
  })

  test('locks-drain is undecided when the run ends before the cluster has had its time', () => {
    const cut = verdicts(drop((event) => event.kind === 'phase' && event.phase === 'judge'))
    expect(cut.invariants.find(({ id }) => id === 'locks-drain')?.verdict.kind).toBe('undecided')
    expect(cut.verdict).toBe('undecided')
  })

  test.each<[string, string, (events: readonly Event[]) => readonly Event[]]>([
    ['history-whole', 'a missing event', (all) => all.toSpliced(all.indexOf(first('boot.good')), 1)],
    [
      'world-came-up',
      'a storm that never began',
      (all) => renumber(all.filter((event) => !(event.kind === 'phase' && event.phase === 'storm'))),
    ],
    [
      'faults-witnessed',
      'a fault that was not seen',
      (all) => all.map((event) => (event.kind === 'step.witnessed' ? { ...event, verdict: 'unseen' } : event)),
    ],
    [
      'faults-witnessed',
      'an end that was never looked for',
      (all) => renumber(all.filter((event) => !(event.kind === 'step.witnessed' && event.what === 'end'))),
    ],
    [
      'clocks-agree',
      'a source that runs backwards',
      (all) => all.map((event) => (event.id === first('lock.granted').id ? { ...event, at: 0 } : event)),
    ],
    [
      'clocks-agree',
      'a write seen before it was asked for',
      (all) =>
        renumber(all.map((event) => (event.kind === 'store.put' ? { ...event, source: 'early', at: 1 } : event))),
    ],
    [
      'harness-sound',
      'a fault of the harness',
      (all) => renumber([...all, { ...all.at(-1)!, kind: 'harness.fault', what: 'x', evidence: 'y' }]),
    ],
  ])('%s is broken by %s, and then it is a harness fault', (assumption, _, tamper) => {
    const judgement = judge(schedule, tamper(events))
    expect(judgement.verdict).toBe('harness-fault')
    expect(judgement.assumptions.filter((each) => each.broken).map(({ id }) => id)).toContain(assumption)
  })

  test('an empty history is a harness fault, not a pass', () =>
    expect(judge(schedule, []).verdict).toBe('harness-fault'))
})
