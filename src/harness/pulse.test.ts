import { expect, test } from '@jest/globals'
import type { Event, Fact } from '../history/event.ts'
import { QUICK } from '../machine/tuning.ts'
import { cluster } from '../schedule/arbitrary.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { Pulse } from './pulse.ts'

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 0,
  topology: cluster({ both: 1 }),
  tuning: QUICK,
  steps: [{ when: { at: 0 }, do: 'ask-reboot', machine: 'm0' }],
}
const event = (fact: Fact): Event => ({ id: 'x/1', at: 0, source: 'x', seq: 1, ...fact })
const good = event({ kind: 'boot.good', machine: 'm0', boot: 1 })
const answered = { kind: 'operator.answered', step: 1, does: 'ask m0 to reboot', outcome: 'ok', detail: '' } as const

test('a cluster whose machine has promised to reboot is not at rest, though its log has not said so yet', () => {
  const pulse = new Pulse(schedule)
  pulse.see(good)
  expect(pulse.quiet).toBe(true)
  pulse.see(event(answered))
  expect(pulse.quiet).toBe(false)
  pulse.see(event({ kind: 'boot.started', machine: 'm0', boot: 2 }))
  expect(pulse.quiet).toBe(false)
  pulse.see(event({ kind: 'boot.good', machine: 'm0', boot: 2 }))
  expect(pulse.quiet).toBe(true)
})

test('a slot that a healthy machine holds is something under way; that of a lost machine is not', () => {
  const pulse = new Pulse(schedule)
  pulse.see(good)
  const value = '{"semaphore":0,"max":1,"holders":["m0"]}'
  pulse.see(event({ kind: 'store.put', key: 'coreos.com/updateengine/rebootlock/semaphore', value, revision: 2 }))
  expect(pulse.quiet).toBe(false)
  pulse.lose('m0')
  expect(pulse.quiet).toBe(true)
})

test('a machine that stands by is not waited for until it is added, nor one that was removed once it is off', () => {
  const [first, spare] = cluster({ both: 1, workers: 1 }).machines.map((machine, n) =>
    n === 0 ? machine : { ...machine, spare: true as const },
  )
  const pulse = new Pulse({
    ...schedule,
    topology: { machines: [first!, spare!] },
    steps: [
      { when: { at: 0 }, do: 'add-machine', machine: 'm1' },
      { when: { at: 0 }, do: 'remove-machine', machine: 'm1' },
    ],
  })
  const seen = (fact: Fact): boolean => {
    pulse.see(event(fact))
    return pulse.quiet
  }
  expect(seen(good)).toBe(true)
  expect(seen({ ...answered, does: 'add m1 to the cluster' })).toBe(false)
  expect(seen({ kind: 'machine.on', machine: 'm1' })).toBe(false)
  expect(seen({ kind: 'boot.started', machine: 'm1', boot: 1 })).toBe(false)
  expect(seen({ kind: 'boot.good', machine: 'm1', boot: 1 })).toBe(true)
  expect(seen({ ...answered, step: 2, does: 'remove m1 from the cluster' })).toBe(false)
  expect(seen({ kind: 'machine.off', machine: 'm1', why: 'shutdown' })).toBe(true)
})
