import { expect, test } from '@jest/globals'
import { runTrialNow } from '../harness/trial.ts'
import { reference } from '../machine/reference.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import { formatSchedule, parseSchedule } from '../schedule/codec.ts'
import { fleetTimes } from '../schedule/fleet-arbitrary.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'
import { describeDeed } from '../schedule/words.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'

const unit = 'db.service'
const file = '[Service]\nExecStart=/usr/bin/app\n'

function schedule(...steps: readonly Step[]): Schedule {
  const machines = cluster({ both: 3 }).machines.map((each) => ({ ...each, fleet: { metadata: {} } }))
  return { seatrial: 'schedule', version: 1, seed: 1, topology: { machines }, tuning: fleetTimes(QUICK), steps }
}

const start: Step = { when: { at: 1_000 }, do: 'start-unit', machine: 'm0', unit, file }
const garble = (at: number): Step => ({ when: { at }, do: 'garble-state', unit, state: 'bogus' })

function played(...steps: readonly Step[]) {
  const { recording, judgement } = runTrialNow(simWorld, schedule(...steps), reference)
  expect(judgement.verdict).toBe('holds')
  return recording.events
}

test('the unit stays as it is, until another word is given', () => {
  const stop: Step = { when: { at: 4_000 }, do: 'stop-unit', machine: 'm1', unit }
  const events = played(start, garble(3_000))
  expect(events.filter((event) => event.kind === 'unit.up')).toHaveLength(1)
  expect(events.some((event) => event.kind === 'unit.down' || event.kind === 'unit.unclaimed')).toBe(false)
  expect(played(start, garble(3_000), stop).some((event) => event.kind === 'unit.down')).toBe(true)
})

test('where there is no such unit there is nothing to garble', () => {
  const answers = played(garble(1_000)).filter((event) => event.kind === 'operator.answered')
  expect(answers).toMatchObject([{ outcome: 'fail', detail: 'there is no db.service' }])
})

test('is read as it was written, and must be no target state', () => {
  const written = schedule(garble(0))
  expect(parseSchedule(formatSchedule(written))).toEqual(written)
  expect(describeDeed(garble(0))).toBe('a broken client sets the target state of db.service to "bogus"')
  const sound = { ...garble(0), state: 'loaded' }
  expect(() => parseSchedule(JSON.stringify({ ...written, steps: [sound] }))).toThrow('a text that is no target state')
  const { machines } = cluster({ both: 3 })
  expect(() => parseSchedule(JSON.stringify({ ...written, topology: { machines } }))).toThrow('no machine runs fleet')
})
