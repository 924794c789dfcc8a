// Every promise about units is shown a real history that was tampered with in one place.

import { describe, expect, test } from '@jest/globals'
import type { Event, EventOf } from '../history/event.ts'
import { reference } from '../machine/reference.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { fleetTimes } from '../schedule/fleet-arbitrary.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { judge, violatedBy } from './judge.ts'
import { says } from './judge-updates-fixture.ts'
import { PLAIN, service } from './judge-fleet-fixture.ts'
import { runTrialNow } from './trial.ts'

const [A, B] = ['my-app@1.service', 'my-app@2.service']
const start = (at: number, unit: string, file: string): Step => ({
  when: { at },
  do: 'start-unit',
  machine: 'm0',
  unit,
  file,
})
const APP = service('Conflicts=my-app@*.service')

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 3,
  topology: { machines: cluster({ both: 4 }).machines.map((spec) => ({ ...spec, fleet: { metadata: {} } })) },
  tuning: fleetTimes(QUICK),
  steps: [
    start(0, A, APP),
    start(0, B, APP),
    start(300, 'db.service', PLAIN),
    { when: { at: 900 }, do: 'destroy-unit', machine: 'm1', unit: 'db.service' },
    ...['m0', 'm1', 'm2', 'm3'].map((machine): Step => ({ when: { at: 1500 }, do: 'ask-reboot', machine })),
  ],
}
const { events } = runTrialNow(simWorld, schedule, reference).recording

type Tamper = (all: readonly Event[]) => readonly Event[]

const firstOf = <K extends Event['kind']>(kind: K, picked: (event: EventOf<K>) => boolean = () => true): EventOf<K> =>
  events.find((event): event is EventOf<K> => event.kind === kind && picked(event as EventOf<K>))!

const instead =
  (event: Event, ...others: readonly Event[]): Tamper =>
  (all) =>
    all.flatMap((each) => (each.id === event.id ? others : [each]))

const without =
  (picked: (event: Event) => boolean): Tamper =>
  (all) =>
    all.filter((event) => !picked(event))

const renumbered = (all: readonly Event[]): readonly Event[] => {
  const seqs = new Map<string, number>()
  return all.map((event) => {
    const seq = (seqs.get(event.source) ?? 0) + 1
    seqs.set(event.source, seq)
    return { ...event, seq }
  })
}

/** With settling as long as it may last. */
const late: Tamper = (all) =>
  all.map((event) =>
    event.kind === 'phase' && event.phase === 'judge' ? { ...event, at: event.at + schedule.tuning.settleMs } : event,
  )

const upA = firstOf('unit.up', ({ unit }) => unit === A)
const upB = firstOf('unit.up', ({ unit }) => unit === B)
const elsewhere = ['m0', 'm1', 'm2', 'm3'].find((id) => id !== upA.machine && id !== upB.machine) ?? ''
const claimA = firstOf('unit.claimed', ({ unit }) => unit === A)
const lastUp = events.findLast((event) => event.kind === 'unit.up')!
/** The first reboot that took an instance down. */
const taken = firstOf('unit.down', ({ unit, at }) => unit.startsWith('my-app@') && at > firstOf('reboot.started').at)

describe('a real history of units', () => {
  test('keeps every promise', () => expect(judge(schedule, events).verdict).toBe('holds'))

  test.each<[string, string, RegExp, Tamper]>([
    [
      'at-most-one-copy',
      'another process of a unit that runs',
      /^my-app@1\.service ran on m\d \(since .*\) and on m\d \(since .*\) at once, until .*\.$/,
      instead(upA, upA, { ...upA, machine: elsewhere, process: 'x' }),
    ],
    [
      'conflicts-respected',
      'a process beside its rival',
      /^my-app@\d\.service and my-app@\d\.service, which conflict, both ran on m\d at/,
      instead(upB, { ...upB, machine: upA.machine }),
    ],
    [
      'placement-respected',
      'a start on another machine than it is scheduled to',
      new RegExp(`^${elsewhere} started my-app@1\\.service at .*, though it was scheduled to ${upA.machine}\\.$`),
      instead(claimA, { ...claimA, machine: elsewhere }),
    ],
    [
      'no-unit-after-destroy',
      'a start from another file than the registry has',
      /^m\d started my-app@1\.service at .*, though its file was another by then\.$/,
      instead(claimA, { ...claimA, hash: '0' }),
    ],
    [
      'acknowledged-kept',
      'a unit for which nobody asked',
      /^db\.service was made at .* \(revision \d+\), and nobody had asked for that\.$/,
      without((event) => event.kind === 'unit.asked' && event.unit === 'db.service' && event.change === 'create'),
    ],
    [
      'acknowledged-kept',
      'a destruction that is forgotten',
      /^db\.service: destroy was acknowledged at .*, and the store has no such write\.$/,
      without((event) => event.kind === 'store.deleted' && event.key.includes('/job/db.service/')),
    ],
    [
      'one-leader',
      'another leader than the one that places units',
      /^The engine of m\d placed .* at .*, while that of m9 led\.$/,
      (all) =>
        all.map((event) =>
          event.kind === 'store.put' && event.key.endsWith('engine-leader')
            ? { ...event, value: '{"MachineID":"m9","Version":1}' }
            : event,
        ),
    ],
    [
      'replicas-available',
      'a replica that does not come back in time',
      /^Reboots had taken down 2 instances of my-app@\.service at once: .*, limit 1\.$/,
      without((event) => event.kind === 'unit.up' && event.unit === taken.unit && event.at > taken.at),
    ],
    [
      'fleet-settles',
      'a process that ends, and nobody sees it',
      /^.*\.service is said to run on m\d, and does not, and that has been so since/,
      (all) => late(instead(lastUp, lastUp, { ...lastUp, kind: 'unit.down', how: 'x' })(all)),
    ],
    [
      'fleet-settles',
      'a unit that is never started',
      /^.*\.service is said to run on m\d, and does not, and/,
      (all) => late(instead(lastUp)(all)),
    ],
  ])('%s is violated by %s', (id, _, sentence, tamper) => {
    const judgement = judge(schedule, renumbered(tamper(events)))
    expect(violatedBy(judgement)).toContain(id)
    expect(says(judgement, id)).toMatch(sentence)
    const { verdict } = judgement.invariants.find((each) => each.id === id)!
    const known = new Set(events.map((event) => event.id))
    expect(verdict.kind === 'violated' && verdict.violation.events.filter((each) => !known.has(each))).toEqual([])
  })
})
