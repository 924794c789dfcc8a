// An operator lowers `max` below the holders there are: nobody is evicted, and nobody gets a slot until enough have left. The
// hunt does not draw this in 40,000 schedules: max must rise, two must take a slot, max must fall while both reboot, and a
// third must ask. So it is written down.

import { expect, test } from '@jest/globals'
import { violatedBy } from '../src/harness/judge.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import type { Platform } from '../src/machine/platform.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import evictsOverMax from './planted/evicts-over-max.ts'

const ask = (machine: string, at: number): Step => ({ when: { at }, do: 'ask-reboot', machine })

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 1,
  topology: cluster({ members: 1, workers: 4 }),
  tuning: QUICK,
  steps: [
    { when: { at: 0 }, do: 'set-max', group: 'app', max: 2 },
    ask('m1', 100),
    ask('m2', 100),
    { when: { at: 300 }, do: 'set-max', group: 'app', max: 1 },
    ask('m3', 350),
  ],
}

const cases: readonly { readonly platform: Platform; readonly violated: readonly string[] }[] = [
  { platform: reference, violated: [] },
  { platform: evictsOverMax, violated: ['lock-held-through-boot'] },
]

test.each(cases)('$platform.name breaks $violated', ({ platform, violated }) => {
  const seeds = [1, 2, 3, 4, 5]
  for (const seed of seeds) {
    const { judgement, recording } = runTrialNow(simWorld, { ...schedule, seed }, platform)
    expect(violatedBy(judgement)).toEqual(expect.arrayContaining([...violated]))
    if (violated.length === 0) expect(violatedBy(judgement)).toEqual([])
    const overfull = recording.events.some(
      (event) => event.kind === 'store.put' && /"semaphore":-1,"max":1/.test(event.value),
    )
    expect(overfull).toBe(true) // or else the schedule shows nothing
  }
})
