import { expect, test } from '@jest/globals'
import { describeStep } from './words.ts'
import type { Step } from './schedule.ts'

const at = { at: 1500 }

test.each<[Step, string]>([
  [{ when: at, do: 'publish', version: '1.1.0', channel: 'alpha' }, 'at 1500 ms: publish 1.1.0 to alpha'],
  [
    { when: at, do: 'publish', version: '1.1.0', channel: 'alpha', behaviour: 'never-boots' },
    'at 1500 ms: publish 1.1.0, which never boots, to alpha',
  ],
  [{ when: at, do: 'promote', version: '1.1.0', channel: 'beta' }, 'at 1500 ms: promote 1.1.0 to beta'],
  [
    { when: { on: 'boot.slot', plusMs: 0 }, do: 'withdraw', version: '1.1.0' },
    'when any machine has chosen its slot: withdraw 1.1.0',
  ],
  [
    { when: at, do: 'set-policy', track: 'stable', policy: { safeMode: true, periodMs: 5 } },
    'at 1500 ms: set the policy of stable: safeMode true, periodMs 5',
  ],
  [{ when: at, do: 'mark-floor', version: '1.1.0', reason: 'r' }, 'at 1500 ms: make 1.1.0 a floor'],
  [{ when: at, do: 'check-for-update', machine: 'm1' }, 'at 1500 ms: have m1 check for an update'],
  [
    {
      ...{ when: at, do: 'configure', machine: 'm1', channel: 'beta', strategy: 'off' },
      window: { start: '4:00', length: '1h', zone: 'Europe/Berlin' },
    },
    'at 1500 ms: configure m1: channel beta, strategy off, reboot window 4:00 for 1h in Europe/Berlin',
  ],
  [{ when: at, do: 'configure', machine: 'm1', text: 'GROUP\n' }, String.raw`at 1500 ms: configure m1: "GROUP\n"`],
  [
    { when: { on: 'slot.writing', machine: 'm0', plusMs: 20 }, do: 'fill-disk', machine: 'm0', forMs: 2000 },
    '20 ms after m0 begins to write a slot: fill the disk of m0 for 2 s',
  ],
  [
    { when: { on: 'rollout.granted', machine: 'm0', plusMs: 0 }, do: 'impair-updates', how: 'truncated', forMs: 900 },
    "when m0 is given an update: cut the update server's payloads short for 900 ms",
  ],
])('%j', (step, words) => expect(describeStep(step)).toBe(words))
