// A reboot window goes by the machine's own clock, as wrong as that may be, and by what it shows when the reboot begins.

import { expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import type { Strategy } from '../src/machine/topology.ts'
import { QUICK } from '../src/machine/tuning.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'

/** Two seconds before midnight, and the window opens at midnight for ten seconds. */
function schedule(strategy: Strategy, ...steps: readonly Step[]): Schedule {
  const window = { start: '0:00', length: '10s' }
  return {
    seatrial: 'schedule',
    version: 1,
    seed: 1,
    startsAt: '2026-01-04T23:59:58Z',
    topology: {
      machines: [
        { id: 'm0', roles: ['etcd'], group: 'etcd', strategy: 'off' },
        { id: 'm1', roles: ['worker'], group: 'app', strategy, window },
      ],
    },
    tuning: QUICK,
    steps: [{ when: { at: 0 }, do: 'ask-reboot', machine: 'm1' }, ...steps],
  }
}

const HOUR = 3_600_000
const set = (skewMs: number, at: number, forMs: number): Step => ({
  when: { at },
  do: 'set-clock',
  machine: 'm1',
  skewMs,
  forMs,
})

test.each(['etcd-lock', 'reboot', 'fleetlock'] as const)('strategy %s', (strategy) => {
  const rebootsAt = (...steps: readonly Step[]): number | undefined => {
    const { judgement, recording } = runTrialNow(simWorld, schedule(strategy, ...steps), reference)
    expect(judgement.verdict).toBe('holds')
    expect(violatedBy(judgement)).toEqual([])
    return recording.events.find((event) => event.kind === 'reboot.started')?.at
  }
  const midnight = 2_000
  expect(rebootsAt()).toBeGreaterThanOrEqual(midnight)
  // by its own clock it is open already
  expect(rebootsAt(set(midnight, 0, 60_000))).toBeLessThan(midnight)
  // an hour behind until three seconds after midnight, and then it is open
  expect(rebootsAt(set(-HOUR, 0, 4_000))).toBeGreaterThanOrEqual(midnight + 1_000)
})
