// What a policy says of reboots holds in containers too: windows, strategies, an operator's own reboot.

import { expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'

const machines = cluster({ both: 3 }).machines

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 1,
  startsAt: '2026-03-28T23:59:54Z',
  topology: {
    machines: [
      { ...machines[0]!, window: { start: '0:00', length: '1h' } },
      { ...machines[1]!, window: { start: '1:00', length: '1h', zone: 'Europe/Berlin' } },
      { ...machines[2]!, strategy: 'off' },
    ],
  },
  tuning: QUICK,
  steps: [
    { when: { at: 0 }, do: 'ask-reboot', machine: 'm0' },
    { when: { at: 0 }, do: 'ask-reboot', machine: 'm1' },
    { when: { at: 0 }, do: 'ask-reboot', machine: 'm2' },
    { when: { at: 500 }, do: 'operator-reboot', machine: 'm2' },
  ],
}

test('machines wait for their windows, one with the strategy off for its operator', async () => {
  await using world = dockerWorld()
  const { judgement, recording } = await runTrial(world, schedule, reference)
  expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
  expect(judgement.verdict).toBe('holds')
  const reboots = recording.events.filter((event) => event.kind === 'reboot.started')
  expect(reboots.map(({ machine }) => machine).toSorted()).toEqual(['m0', 'm1', 'm2'])
  expect(reboots.find(({ machine }) => machine === 'm2')).toMatchObject({ strategy: 'locksmithctl' })
  const early = reboots.filter(({ machine, at }) => machine !== 'm2' && at < 6_000)
  expect(early).toEqual([])
}, 120_000)

test('machines ask a FleetLock server over real HTTP, and take turns', async () => {
  const fleet: Schedule = {
    seatrial: 'schedule',
    version: 1,
    seed: 1,
    topology: {
      machines: cluster({ members: 1, workers: 2 }).machines.map((machine) =>
        machine.group === 'app' ? { ...machine, strategy: 'fleetlock' } : machine,
      ),
    },
    tuning: QUICK,
    steps: [
      { when: { at: 0 }, do: 'ask-reboot', machine: 'm1' },
      { when: { at: 0 }, do: 'ask-reboot', machine: 'm2' },
      { when: { on: 'reboot.started', plusMs: 50 }, do: 'power-cut', machine: 'm0', forMs: 1000 },
    ],
  }
  await using world = dockerWorld()
  const { judgement, recording } = await runTrial(world, fleet, reference)
  expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
  expect(judgement.verdict).toBe('holds')
  const reboots = recording.events.filter((event) => event.kind === 'reboot.started')
  expect(reboots.map(({ machine, strategy }) => `${machine} ${strategy}`).toSorted()).toEqual([
    'm1 fleetlock',
    'm2 fleetlock',
  ])
}, 120_000)
