// A cluster updates itself while its machines and their update server fail: the faults are seen to take effect and to end,
// and the reference keeps its promises.

import { expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { describeDeed } from '../src/schedule/words.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'

const onGrant = { on: 'rollout.granted', plusMs: 0 } as const
const onWriting = { on: 'slot.writing', plusMs: 10 } as const

const faults: readonly (readonly Step[])[] = [
  [{ when: onWriting, do: 'power-cut', machine: 'm1', forMs: 1000 }],
  [{ when: onGrant, do: 'fill-disk', machine: 'm0', forMs: 2000 }],
  [{ when: onGrant, do: 'impair-updates', how: 'truncated', forMs: 2000 }],
  [
    { when: onGrant, do: 'impair-updates', how: 'corrupted', forMs: 1500 },
    { when: { on: 'update.installed', plusMs: 0 }, do: 'hang', machine: 'm2', forMs: 1000 },
  ],
]

test.each(faults.map((steps) => ({ steps, does: steps.map(describeDeed).join(', ') })))(
  '$does',
  async ({ steps }) => {
    const schedule: Schedule = {
      seatrial: 'schedule',
      version: 1,
      seed: 1,
      topology: { machines: cluster({ both: 3 }).machines.map((machine) => ({ ...machine, channel: 'alpha' })) },
      tuning: QUICK_UPDATES,
      steps: [{ when: { at: 0 }, do: 'publish', version: '2.0.0', channel: 'alpha' }, ...steps],
    }
    await using world = dockerWorld()
    const { judgement, recording } = await runTrial(world, schedule, reference)
    expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
    const testimony = recording.events.filter((event) => event.kind === 'step.witnessed')
    expect(testimony.map(({ verdict }) => verdict)).toEqual(testimony.map(() => 'seen'))
    expect(judgement.verdict).toBe('holds')
    const updated = recording.events.filter((event) => event.kind === 'boot.slot' && event.version === '2.0.0')
    expect(new Set(updated.map(({ source }) => source.split('.')[0]))).toEqual(new Set(['m0', 'm1', 'm2']))
  },
  120_000,
)
