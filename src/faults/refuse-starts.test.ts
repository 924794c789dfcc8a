import { expect, test } from '@jest/globals'
import { runTrialNow } from '../harness/trial.ts'
import { reference } from '../machine/reference.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { formatSchedule, parseSchedule } from '../schedule/codec.ts'
import { fleetTimes } from '../schedule/fleet-arbitrary.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'

const UNIT = 'db.service'
const file = '[Service]\nExecStart=/usr/bin/app\n\n[X-Fleet]\nMachineID=m0\n'
const forMs = 3_000

function schedule(...steps: readonly Step[]): Schedule {
  const machines = cluster({ both: 3 }).machines.map((each) => ({ ...each, fleet: { metadata: {} } }))
  return { seatrial: 'schedule', version: 1, seed: 1, topology: { machines }, tuning: fleetTimes(QUICK), steps }
}

const refuse: Step = { when: { at: 3_000 }, do: 'refuse-starts', machine: 'm0', forMs }
const start = (at: number): Step => ({ when: { at }, do: 'start-unit', machine: 'm0', unit: UNIT, file })

function played(...steps: readonly Step[]) {
  const { recording, judgement } = runTrialNow(simWorld, schedule(...steps), reference)
  expect(judgement.verdict).toBe('holds')
  const { events } = recording
  const testimony = events.flatMap((event) =>
    event.kind === 'step.witnessed' ? [[event.verdict, event.evidence]] : [],
  )
  return { events, testimony, ups: events.filter((event) => event.kind === 'unit.up') }
}

const REFUSES = 'the unit manager of m0: {"error":"Transport endpoint is not connected"}'
const STARTS = 'the unit manager of m0: it starts units'

test('a start that is refused is said and tried again, until it is taken', () => {
  const { events, testimony, ups } = played(refuse, start(3_500))
  expect(testimony).toEqual([
    ['seen', REFUSES],
    ['seen', STARTS],
  ])
  const failures = events.filter((event) => event.kind === 'unit.task-failed')
  expect(failures.length).toBeGreaterThan(1)
  expect(failures[0]).toMatchObject({
    unit: UNIT,
    machine: 'm0',
    task: 'start',
    why: 'Transport endpoint is not connected',
  })
  expect(ups).toMatchObject([{ unit: UNIT, machine: 'm0' }])
  expect(ups[0]?.at).toBeGreaterThanOrEqual(3_000 + forMs)
})

test('what runs, runs on', () => {
  const { events, ups } = played(start(1_000), refuse)
  expect(ups.map(({ at }) => at < 3_000)).toEqual([true])
  expect(events.some((event) => event.kind === 'unit.down')).toBe(false)
})

test('it outlives a power cut, and a machine without power is no witness', () => {
  const cut: Step = { when: { at: 3_100 }, do: 'power-cut', machine: 'm0', forMs: 500 }
  const { ups } = played(start(1_000), refuse, cut)
  expect(ups).toHaveLength(2)
  expect(ups[1]?.at).toBeGreaterThanOrEqual(3_000 + forMs)
  const dark: Step = { when: { at: 2_900 }, do: 'power-cut', machine: 'm0', forMs: 500 }
  expect(played(refuse, dark).testimony).toContainEqual(['moot', 'm0 was not there to ask'])
})

test('is read as it was written, and needs a machine that runs fleet', () => {
  const written = schedule(refuse)
  expect(parseSchedule(formatSchedule(written))).toEqual(written)
  const { machines } = cluster({ both: 3 })
  expect(() => parseSchedule(JSON.stringify({ ...written, topology: { machines } }))).toThrow('"m0" runs no fleet')
})
