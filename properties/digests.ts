// The histories of so many drawn schedules, each as a digest of its bytes.

import { createHash } from 'node:crypto'
import { drawn } from '../src/harness/hunt.ts'
import { runTrialNow } from '../src/harness/trial.ts'
import { formatHistory } from '../src/history/codec.ts'
import { reference } from '../src/machine/reference.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'

export function digests({ seed, count }: { readonly seed: number; readonly count: number }): readonly string[] {
  const found: string[] = []
  for (const schedule of drawn({ pace: 'mixed' }, seed)) {
    if (found.length === count) break
    const { events } = runTrialNow(simWorld, schedule, reference).recording
    const header = { seatrial: 'history', version: 1, world: 'sim', platform: reference.name, schedule } as const
    found.push(createHash('sha256').update(formatHistory({ header, events })).digest('hex'))
  }
  return found
}
