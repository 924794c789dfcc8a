// A machine is given an update.conf that it cannot use: it says where and what is wrong, and does not reboot by itself until
// that is mended.

import { describe, expect, test } from '@jest/globals'
import { runTrialNow } from '../src/harness/trial.ts'
import type { Event } from '../src/history/event.ts'
import { reference } from '../src/machine/reference.ts'
import { QUICK_UPDATES } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'

const MACHINE = 'm1'
const topology = {
  machines: cluster({ members: 1, workers: 1 }).machines.map((spec) =>
    spec.id === MACHINE ? { ...spec, channel: 'alpha' } : spec,
  ),
}

function played(...steps: readonly Step[]): readonly Event[] {
  const schedule: Schedule = {
    seatrial: 'schedule',
    version: 1,
    seed: 1,
    topology,
    tuning: QUICK_UPDATES,
    steps: [...steps, { when: { at: 1_000 }, do: 'publish', version: '1.1.0', channel: 'alpha' }],
  }
  const { judgement, recording } = runTrialNow(simWorld, schedule, reference)
  expect(judgement.verdict).toBe('holds')
  return recording.events
}

const conf = (at: number, text: string): Step => ({ when: { at }, do: 'configure', machine: MACHINE, text })
const kinds = (events: readonly Event[]) => events.map(({ kind }) => kind)

describe.each([
  ['a strategy', 'GROUP=alpha\nREBOOT_STRATEGY=etcd_lock\n', 2, 'etcd_lock'],
  ['a URL', 'SERVER=ftp://updates\n', 1, 'ftp://updates'],
  ['a window', 'GROUP=alpha\n\nREBOOT_WINDOW_START=25:00\nREBOOT_WINDOW_LENGTH=1h\n', 3, '25:00'],
  ['half a window', 'REBOOT_WINDOW_START=4:00\n', 1, '4:00'],
])('%s that cannot be used', (_, text, line, value) => {
  test('is named with file, line and value, and nothing reboots', () => {
    const events = played(conf(0, text))
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'config.refused',
        machine: MACHINE,
        file: '/etc/flatcar/update.conf',
        line,
        value,
        why: expect.stringMatching(/\w/),
      }),
    )
    expect(kinds(events)).not.toContain('reboot.started')
  })

  test('is mended, and the machine goes on with its update', () =>
    expect(kinds(played(conf(0, text), conf(4_000, 'GROUP=alpha\nREBOOT_STRATEGY=etcd-lock\n')))).toContain(
      'reboot.started',
    ))
})

test('what a machine was told stays over a reboot', () => {
  const events = played(conf(0, 'GROUP=alpha\nREBOOT_STRATEGY=reboot\n'))
  const told = events.filter((event) => event.kind === 'machine.configured' && event.machine === MACHINE)
  expect(told.map((event) => event.kind === 'machine.configured' && event.strategy)).toEqual([
    'etcd-lock',
    'reboot',
    'reboot',
  ])
})
