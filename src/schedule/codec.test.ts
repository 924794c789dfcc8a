import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { QUICK, QUICK_UPDATES } from '../machine/tuning.ts'
import { scheduleArbitrary } from './arbitrary.ts'
import { formatSchedule, parseSchedule, ScheduleInvalid } from './codec.ts'

const drawn = scheduleArbitrary({ pace: 'mixed' })
const updating = scheduleArbitrary({ pace: 'mixed', updates: 'always' })

describe('schedules as text', () => {
  test('every drawn schedule is valid, and is read back as it was written', () => {
    fc.assert(fc.property(drawn, (schedule) => expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)))
  })

  test('and so is every one in which machines update themselves', () => {
    fc.assert(fc.property(updating, (schedule) => expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)))
  })

  const good = JSON.parse(formatSchedule(fc.sample(drawn, { seed: 1, numRuns: 1 })[0]!)) as Record<string, unknown>
  const at = { at: 0 }
  const withStep = (step: unknown) => ({ ...good, steps: [step] })
  const machine = { id: 'm0', roles: ['etcd'], group: '', strategy: 'reboot' }
  const alone = (spec: object, tuning: object, ...steps: unknown[]) =>
    JSON.stringify({ ...good, steps, tuning, topology: { machines: [{ ...machine, ...spec }] } })
  const updates = (step: object) => alone({ channel: 'stable' }, QUICK_UPDATES, { when: at, ...step })

  test.each([
    ['no JSON', '{', /^not JSON .*expected a seatrial schedule$/],
    ['something else', '[]', /expected "seatrial": "schedule"/],
    ['a result', '{"seatrial":"result","version":1}', /is a "result", expected "seatrial": "schedule"/],
    ['a newer version', JSON.stringify({ ...good, version: 2 }), /^version: is 2, expected 1/],
    ['a field that nobody knows', JSON.stringify({ ...good, speed: 1 }), /^top: .*speed/],
    ['a missing field', JSON.stringify({ ...good, seed: undefined }), /^seed: .*expected number/],
    [
      'a step of an unknown kind',
      JSON.stringify(withStep({ when: at, do: 'explode' })),
      /^steps\[0\]\.do: unknown step "explode", expected one of ask-reboot, /,
    ],
    [
      'a step that lacks a field',
      JSON.stringify(withStep({ when: at, do: 'hang', machine: 'm0' })),
      /^steps\[0\]\.forMs: /,
    ],
    [
      'a step with a field too many',
      JSON.stringify(withStep({ when: at, do: 'unlock', machine: 'm0', x: 1 })),
      /^steps\[0\]: .*"x"/,
    ],
    [
      'a machine that is not there',
      JSON.stringify(withStep({ when: at, do: 'unlock', machine: 'm99' })),
      /^steps\[0\]: names an unknown machine "m99", expected one of m0, /,
    ],
    [
      'a trigger on a machine that is not there',
      JSON.stringify(
        withStep({ when: { on: 'boot.good', machine: 'm99', plusMs: 0 }, do: 'set-max', group: '', max: 1 }),
      ),
      /^steps\[0\]: names an unknown machine "m99"/,
    ],
    [
      'two machines of one name',
      JSON.stringify({
        ...good,
        steps: [],
        topology: { machines: [1, 2].map(() => ({ id: 'm0', roles: ['etcd'], group: '', strategy: 'reboot' })) },
      }),
      /^topology\.machines: two machines have the same id/,
    ],
    [
      'a member killed where none runs',
      JSON.stringify({
        ...withStep({ when: at, do: 'kill-member', machine: 'm0', forMs: 1 }),
        topology: { machines: [{ id: 'm0', roles: ['worker'], group: '', strategy: 'reboot' }] },
      }),
      /^steps\[0\]: "m0" runs no etcd member/,
    ],
    ['a channel that is no text', alone({ channel: 1 }, QUICK_UPDATES), /^topology\.machines\[0\]\.channel: .*string/],
    [
      'a channel without the times of updates',
      alone({ channel: 'stable' }, QUICK),
      /^topology\.machines\[0\]: with a channel a machine needs tuning\.updates/,
    ],
    [
      'a channel without a store',
      alone({ channel: 'stable', roles: ['worker'] }, QUICK_UPDATES),
      /^topology\.machines\[0\]: with a channel it needs a machine that runs an etcd member/,
    ],
    [
      'more tries than a slot can have',
      alone({}, { ...QUICK_UPDATES, updates: { ...QUICK_UPDATES.updates, bootTries: 16 } }),
      /^tuning\.updates\.bootTries: .*15/,
    ],
    ["the update server's name", alone({ id: 'updates' }, QUICK), /: the name "updates" is that of the update server/],
    ["the lock server's name", alone({ id: 'fleetlock' }, QUICK), /: the name "fleetlock" is that of the FleetLock/],
    [
      'a release that does what no release does',
      updates({ do: 'publish', version: '1.1.0', channel: 'alpha', behaviour: 'explodes' }),
      /^steps\[0\]\.behaviour: .*never-boots/,
    ],
    [
      'a version that is none',
      updates({ do: 'promote', version: '../1', channel: 'beta' }),
      /^steps\[0\]\.version: a semantic version, such as 1\.1\.0$/,
    ],
    [
      'a field that no policy has',
      updates({ do: 'set-policy', track: 'stable', policy: { speed: 1 } }),
      /^steps\[0\]\.policy: a policy has no field 'speed'$/,
    ],
    [
      'a policy that cannot be',
      updates({ do: 'set-policy', track: 'stable', policy: { safeMode: 'yes' } }),
      /^steps\[0\]\.policy: safeMode must be true or false$/,
    ],
    [
      'a configuration of nothing',
      updates({ do: 'configure', machine: 'm0' }),
      /^steps\[0\]: needs some of channel, strategy and window, or else a text$/,
    ],
    [
      'a configuration by fields and by text',
      updates({ do: 'configure', machine: 'm0', channel: 'beta', text: 'GROUP=beta' }),
      /^steps\[0\]: needs some of /,
    ],
    [
      'a configured window that is none',
      updates({ do: 'configure', machine: 'm0', window: { start: '25:00', length: '1h' } }),
      /^steps\[0\]\.window: /,
    ],
    [
      'an impairment that there is not',
      updates({ do: 'impair-updates', how: 'moody', forMs: 1 }),
      /^steps\[0\]\.how: .*corrupted/,
    ],
    [
      'a release where nothing updates itself',
      alone({}, QUICK, { when: at, do: 'withdraw', version: '1.1.0' }),
      /^steps\[0\]: no machine has a channel, so there is no update server$/,
    ],
    [
      'a crash of an update engine that is not there',
      alone({}, QUICK, { when: at, do: 'crash-daemon', machine: 'm0', daemon: 'update engine', forMs: 1 }),
      /^steps\[0\]: "m0" has no channel, so it has no update engine$/,
    ],
  ])('%s is refused in one line that says where and what was expected', (_, text, message) => {
    expect(() => parseSchedule(text)).toThrow(ScheduleInvalid)
    expect(() => parseSchedule(text)).toThrow(message)
    try {
      parseSchedule(text)
    } catch (error) {
      expect((error as Error).message).not.toContain('\n')
    }
  })
})
