// The power of a real machine is cut at each step of an update and of the boot into it, one after the other: the archive half
// downloaded, half unpacked, unpacked and not yet the next to boot, installed, in the boot loader, not yet good. Nothing is lost.
// properties/power-cut.property.test.ts does so at every millisecond, in the simulation.

import { describe, expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, When } from '../src/schedule/schedule.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'

const OLD = '1.0.0'
const NEW = '1.1.0'
const MACHINE = 'm1'

const topology = {
  machines: cluster({ members: 1, workers: 1 }).machines.map((spec) =>
    spec.id === MACHINE ? { ...spec, channel: 'alpha' } : spec,
  ),
}

const steps: readonly (readonly [string, When])[] = [
  ['it was granted the release', { on: 'rollout.granted', machine: MACHINE, plusMs: 0 }],
  ['it downloads', { on: 'rollout.granted', machine: MACHINE, plusMs: 40 }],
  ['it begins to write the slot', { on: 'slot.writing', machine: MACHINE, plusMs: 0 }],
  ['it has written half of it', { on: 'slot.writing', machine: MACHINE, plusMs: 60 }],
  ['it has written it', { on: 'slot.written', machine: MACHINE, plusMs: 0 }],
  ['it is to boot it next', { on: 'update.installed', machine: MACHINE, plusMs: 0 }],
  ['it begins to reboot', { on: 'reboot.started', machine: MACHINE, plusMs: 0 }],
  ['its boot loader begins', { on: 'boot.started', machine: MACHINE, plusMs: 0 }],
  ['the release starts', { on: 'boot.slot', machine: MACHINE, plusMs: 0 }],
  ['the release runs, and is not good yet', { on: 'boot.slot', machine: MACHINE, plusMs: 300 }],
  ['its boot was marked good', { on: 'boot.good', machine: MACHINE, plusMs: 0 }],
]

describe.each(steps)('a machine loses its power when %s', (_, when) => {
  test('and ends on the new release, or on the old one and knows why', async () => {
    const schedule: Schedule = {
      seatrial: 'schedule',
      version: 1,
      seed: 1,
      topology,
      tuning: QUICK_UPDATES,
      steps: [
        { when: { at: 0 }, do: 'publish', version: NEW, channel: 'alpha' },
        { when, do: 'power-cut', machine: MACHINE, forMs: 500 },
      ],
    }
    await using world = dockerWorld()
    const { judgement, recording } = await runTrial(world, schedule, reference)
    const { events } = recording
    const wrong = [...judgement.invariants.filter(({ verdict }) => verdict.kind !== 'holds'), ...broken(judgement)]
    expect(wrong).toEqual([])
    expect(events.filter((event) => event.kind === 'step.skipped')).toEqual([])
    const last = events.findLast((event) => event.kind === 'boot.slot')
    const fellBack = events.some((event) => event.kind === 'update.rolled-back' && event.version === NEW)
    expect(last?.version).toBe(fellBack ? OLD : NEW)
  }, 120_000)
})

const broken = ({ assumptions }: Awaited<ReturnType<typeof runTrial>>['judgement']) =>
  assumptions.filter((assumption) => assumption.broken)
