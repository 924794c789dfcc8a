// A write that its machine has given up on takes a slot all the same, long after: it lay in the buffers of a member that
// hung. The reference gives the slot back. No hunt of a reasonable length draws this by itself, so it is written down.

import { describe, expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import releasedOnce from './planted/released-once.ts'

const lateWrite = (seed: number): Schedule => ({
  seatrial: 'schedule',
  version: 1,
  seed,
  topology: cluster({ members: 3, workers: 2 }),
  tuning: QUICK,
  steps: [
    { when: { at: 0 }, do: 'ask-reboot', machine: 'm3' },
    { when: { on: 'lock.attempt', plusMs: 0 }, do: 'hang', machine: 'm0', forMs: 6_000 }, // the member that m3 asks
    { when: { on: 'lock.attempt', plusMs: 10 }, do: 'power-cut', machine: 'm3', forMs: 1_500 },
  ],
})

describe.each([1, 2, 3])('a write that comes late (seed %i)', (seed) => {
  test('takes a slot, and the reference gives it back', () => {
    const { judgement } = runTrialNow(simWorld, lateWrite(seed), reference)
    expect(judgement.verdict).toBe('holds')
    expect(judgement.goals.find(({ id }) => id === 'late-write-drained')?.met).toBe(true)
  })

  test('stays for ever with a machine that looks only once, and locks-drain says so', () => {
    expect(violatedBy(runTrialNow(simWorld, lateWrite(seed), releasedOnce).judgement)).toEqual(['locks-drain'])
  })
})
