// Every kind of fault on real containers: it is seen to take effect and seen to end, and the reference keeps its promises.

import { describe, expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { describeDeed } from '../src/schedule/words.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'

const at = { at: 0 }
const onGrant = { on: 'lock.granted', plusMs: 0 } as const

const faults: readonly Step[] = [
  { when: onGrant, do: 'power-cut', machine: 'm1', forMs: 1500 },
  { when: onGrant, do: 'hang', machine: 'm1', forMs: 2000 },
  { when: onGrant, do: 'kill-member', machine: 'm1', forMs: 2000 },
  { when: at, do: 'crash-daemon', machine: 'm0', daemon: 'lock daemon', forMs: 1000 },
  { when: at, do: 'cut', machine: 'm1', direction: 'both', forMs: 3000 },
  { when: at, do: 'cut', machine: 'm1', direction: 'answers', forMs: 3000 },
  { when: at, do: 'cut', machine: 'm1', member: 'm1', direction: 'answers', forMs: 3000 },
]

describe.each(faults.map((step) => ({ step, does: describeDeed(step) })))('$does', ({ step }) => {
  test('is witnessed, at its beginning and at its end', async () => {
    const ask: Step = { when: { at: 100 }, do: 'ask-reboot', machine: 'm0' }
    const schedule: Schedule = {
      seatrial: 'schedule',
      version: 1,
      seed: 1,
      topology: cluster({ both: 3 }),
      tuning: QUICK,
      steps: [ask, step],
    }
    await using world = dockerWorld()
    const { judgement, recording } = await runTrial(world, schedule, reference)
    const testimony = recording.events.filter((event) => event.kind === 'step.witnessed')
    expect(testimony.map(({ what, verdict }) => [what, verdict])).toEqual([
      ['begin', 'seen'],
      ['end', 'seen'],
    ])
    expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
    expect(judgement.verdict).toBe('holds')
  }, 120_000)
})
