import { expect, test } from '@jest/globals'
import { reference } from '../machine/reference.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import type { Step } from '../schedule/schedule.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import { runTrialNow } from './trial.ts'

/** What became of each step, in order: `applied`, or why it was skipped. */
function play(...steps: readonly Step[]): readonly string[] {
  const topology = cluster({ both: 3 })
  const schedule = { seatrial: 'schedule', version: 1, seed: 1, topology, tuning: QUICK, steps } as const
  const { recording, judgement } = runTrialNow(simWorld, schedule, reference)
  expect(judgement.verdict).toBe('holds')
  return steps.map((_, index) => {
    const told = recording.events.find(
      (event) => (event.kind === 'step.applied' || event.kind === 'step.skipped') && event.step === index + 1,
    )
    return told?.kind === 'step.skipped' ? told.why : told ? 'applied' : 'never told'
  })
}

const hang = (at: number, machine: string): Step => ({ when: { at }, do: 'hang', machine, forMs: 1_000 })

test('one thing is under one fault at a time, and free for the next once that has ended', () => {
  expect(play(hang(0, 'm0'), hang(500, 'm0'), hang(500, 'm1'), hang(2_500, 'm0'))).toEqual([
    'applied',
    'step 1 has hold of m0',
    'applied',
    'applied',
  ])
})

test('a step whose trigger never comes is skipped, and is not waited for', () => {
  const step: Step = { when: { on: 'reboot.started', plusMs: 0 }, do: 'unlock', machine: 'm0' }
  expect(play(step)).toEqual(['its trigger did not come'])
})

test('a step waits for the first event of its machine, and then for its delay', () => {
  const step: Step = { when: { on: 'reboot.started', machine: 'm1', plusMs: 50 }, do: 'unlock', machine: 'm1' }
  expect(play({ when: { at: 0 }, do: 'ask-reboot', machine: 'm1' }, step)).toEqual(['applied', 'applied'])
})
