import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { scheduleArbitrary } from './arbitrary.ts'
import { formatSchedule, parseSchedule, ScheduleInvalid } from './codec.ts'

const drawn = scheduleArbitrary({ pace: 'mixed' })

describe('schedules as text', () => {
  test('every drawn schedule is valid, and is read back as it was written', () => {
    fc.assert(fc.property(drawn, (schedule) => expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)))
  })

  const good = JSON.parse(formatSchedule(fc.sample(drawn, { seed: 1, numRuns: 1 })[0]!)) as Record<string, unknown>
  const at = { at: 0 }
  const withStep = (step: unknown) => ({ ...good, steps: [step] })

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
