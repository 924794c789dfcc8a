// What people do with units: how each step is read, what it says of itself, and how it comes back in the simulation.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { runTrialNow } from '../harness/trial.ts'
import type { EventOf } from '../history/event.ts'
import { reference } from '../machine/reference.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { formatSchedule, parseSchedule, ScheduleInvalid } from '../schedule/codec.ts'
import { fleetTimes } from '../schedule/fleet-arbitrary.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { describeDeed } from '../schedule/words.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { unitPath } from './units.ts'
import { drawnUnit } from './units-arbitrary.ts'

type Deed = Step extends infer S ? (S extends Step ? Omit<S, 'when'> : never) : never

const DB = 'db.service'
const PLAIN = '[Service]\nExecStart=/usr/bin/app\n'
const machine = 'm0'

function schedule(deeds: readonly Deed[], spec: object = {}): Schedule {
  const machines = cluster({ both: 3 }).machines.map((each) => ({ ...each, fleet: { metadata: {} }, ...spec }))
  const steps = deeds.map((deed, index): Step => ({ when: { at: 500 * index }, ...deed }))
  return { seatrial: 'schedule', version: 1, seed: 1, topology: { machines }, tuning: fleetTimes(QUICK), steps }
}

const played = (...deeds: readonly Deed[]) => runTrialNow(simWorld, schedule(deeds), reference).recording.events

/** How each deed came back, half a second after the one before. */
const answers = (...deeds: readonly Deed[]): readonly string[] =>
  played(...deeds)
    .filter((event): event is EventOf<'operator.answered'> => event.kind === 'operator.answered')
    .map(({ outcome, detail }) => `${outcome}: ${detail}`)

describe('steps about units', () => {
  test.each<[Deed, string]>([
    [{ do: 'submit-unit', machine, unit: DB, file: PLAIN }, 'submit db.service through m0'],
    [{ do: 'load-unit', machine, unit: DB }, 'load db.service through m0'],
    [{ do: 'start-unit', machine, unit: DB, file: PLAIN }, 'start db.service through m0'],
    [{ do: 'stop-unit', machine, unit: DB }, 'stop db.service through m0'],
    [{ do: 'unload-unit', machine, unit: DB }, 'unload db.service through m0'],
    [{ do: 'destroy-unit', machine, unit: DB }, 'destroy db.service through m0'],
    [{ do: 'set-metadata', machine, key: 'zone', value: 'a' }, "set m0's metadata zone to a"],
    [{ do: 'set-metadata', machine, key: 'zone', value: null }, "remove m0's metadata zone"],
  ])('%j is read as it was written, and says what it does', (deed, words) => {
    const written = schedule([deed])
    expect(parseSchedule(formatSchedule(written))).toEqual(written)
    expect(describeDeed(written.steps[0]!)).toBe(words)
  })

  test.each<[string, object, RegExp]>([
    ['a unit without a name', { do: 'start-unit', machine, unit: '' }, /^steps\[0\]\.unit: /],
    ['a name that is too long', { do: 'stop-unit', machine, unit: 'x'.repeat(257) }, /^steps\[0\]\.unit: .*256/],
    ['a submission without a file', { do: 'submit-unit', machine, unit: DB }, /^steps\[0\]\.file: /],
    ['a stop that brings a file', { do: 'stop-unit', machine, unit: DB, file: PLAIN }, /^steps\[0\]: .*"file"/],
    ['a destruction without a machine', { do: 'destroy-unit', unit: DB }, /^steps\[0\]\.machine: /],
    ['a machine that is not there', { do: 'unload-unit', machine: 'm9', unit: DB }, /names an unknown machine "m9"/],
    ['a key that is none', { do: 'set-metadata', machine, key: 'a/b', value: 'x' }, /^steps\[0\]\.key: /],
    ['an empty value', { do: 'set-metadata', machine, key: 'a', value: '' }, /^steps\[0\]\.value: /],
  ])('%s is refused', (_, deed, message) => {
    const text = JSON.stringify(schedule([deed as Deed]))
    expect(() => parseSchedule(text)).toThrow(ScheduleInvalid)
    expect(() => parseSchedule(text)).toThrow(message)
  })

  test.each<[Deed]>([
    [{ do: 'start-unit', machine, unit: DB, file: PLAIN }],
    [{ do: 'destroy-unit', machine, unit: DB }],
    [{ do: 'set-metadata', machine, key: 'zone', value: 'a' }],
    [{ do: 'crash-daemon', machine, daemon: 'fleet', forMs: 1 }],
  ])('%j needs a machine that runs fleet', (deed) =>
    expect(() => parseSchedule(JSON.stringify(schedule([deed], { fleet: undefined })))).toThrow(
      /^steps\[0\]: "m0" runs no fleet$/,
    ),
  )
})

describe('operators of units', () => {
  test('make, change and destroy them, through any machine', () => {
    const told = answers(
      { do: 'submit-unit', machine: 'm0', unit: DB, file: PLAIN },
      { do: 'load-unit', machine: 'm1', unit: DB },
      { do: 'start-unit', machine: 'm2', unit: DB, file: PLAIN },
      { do: 'stop-unit', machine: 'm0', unit: DB },
      { do: 'unload-unit', machine: 'm0', unit: DB },
      { do: 'destroy-unit', machine: 'm1', unit: DB },
    )
    expect(told).toEqual(['ok: 201', 'ok: 204', 'ok: 204', 'ok: 204', 'ok: 204', 'ok: 204'])
  })

  test('are told why not', () => {
    const told = answers(
      { do: 'start-unit', machine, unit: DB },
      { do: 'stop-unit', machine, unit: DB },
      { do: 'destroy-unit', machine, unit: DB },
      { do: 'start-unit', machine, unit: 'a', file: PLAIN },
      { do: 'start-unit', machine, unit: DB, file: '[Service' },
    )
    expect(told[0]).toMatch(/^fail: 409: /)
    expect(told[1]).toMatch(/^fail: 409: /)
    expect(told[2]).toMatch(/^fail: 404: /)
    expect(told[3]).toMatch(/^fail: 400: .*unit name must contain/)
    expect(told[4]).toMatch(/^fail: (?!\d)/) // the file is read before anybody is asked
  })

  test('do not know whether it was done when no answer comes', () => {
    const told = answers(
      { do: 'power-cut', machine, forMs: 3_000 },
      { do: 'start-unit', machine, unit: DB, file: PLAIN },
    )
    expect(told).toEqual([expect.stringMatching(/^(?:unknown|fail): (?!\d)/)])
  })

  test('set metadata, by which units are placed', () => {
    const file = `${PLAIN}\n[X-Fleet]\nMachineMetadata=zone=z\n`
    const events = played(
      { do: 'start-unit', machine, unit: DB, file },
      { do: 'set-metadata', machine: 'm1', key: 'zone', value: 'z' },
      { do: 'set-metadata', machine: 'm1', key: 'zone', value: null },
    )
    const ran = events.flatMap((event) =>
      event.kind === 'unit.up' || event.kind === 'unit.down' ? [`${event.kind} ${event.machine}`] : [],
    )
    expect(ran).toEqual(['unit.up m1', 'unit.down m1'])
  })

  test('name units that need it in a path', () =>
    expect(unitPath('a@b:c.service')).toBe('/fleet/v1/units/a%40b%3Ac.service'))
})

test('drawn units have a file that fleet takes, now and then another one of the same name', () => {
  const drawn = fc.sample(drawnUnit(schedule([]).topology), { seed: 1, numRuns: 400 })
  const texts = new Map<string, Set<string>>()
  for (const { name, text } of drawn) texts.set(name, (texts.get(name) ?? new Set()).add(text))
  expect([...texts.keys()].filter((name) => /^my-app@\d/.test(name))).toHaveLength(4)
  expect(texts.has('my-app@.service')).toBe(true)
  expect([...texts.values()].some(({ size }) => size > 1)).toBe(true)
  const files = [...texts].map(([unit, [file]]): Deed => ({ do: 'submit-unit', machine, unit, file: file! }))
  expect(new Set(answers(...files))).toEqual(new Set(['ok: 201']))
})
