// Every kind of fault on real containers: it is seen to take effect and seen to end, and the reference keeps its promises.

import { describe, expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import type { Topology } from '../src/machine/topology.ts'
import { QUICK, QUICK_UPDATES } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import { fleetTimes } from '../src/schedule/fleet-arbitrary.ts'
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
  { when: at, do: 'set-clock', machine: 'm1', skewMs: 3_600_000, forMs: 1000 },
  { when: onGrant, do: 'set-clock', machine: 'm1', skewMs: -3_600_000, forMs: 2000 },
  { when: at, do: 'cut', machine: 'm1', direction: 'both', forMs: 3000 },
  { when: at, do: 'cut', machine: 'm1', direction: 'answers', forMs: 3000 },
  { when: at, do: 'cut', machine: 'm1', member: 'm1', direction: 'answers', forMs: 3000 },
]

const onDownload = { on: 'rollout.granted', plusMs: 0 } as const

/** On machines that update themselves, while they are about to. */
const updateFaults: readonly Step[] = [
  { when: onDownload, do: 'impair-updates', how: 'down', forMs: 2000 },
  { when: onDownload, do: 'impair-updates', how: 'slow', forMs: 2000 },
  { when: onDownload, do: 'impair-updates', how: 'truncated', forMs: 2000 },
  { when: onDownload, do: 'impair-updates', how: 'corrupted', forMs: 2000 },
  { when: onDownload, do: 'fill-disk', machine: 'm1', forMs: 2000 },
  { when: onDownload, do: 'crash-daemon', machine: 'm1', daemon: 'update engine', forMs: 1000 },
  { when: { on: 'slot.writing', machine: 'm1', plusMs: 0 }, do: 'power-cut', machine: 'm1', forMs: 1000 },
]

/** On machines that run units, while one is to be started there. */
const unitFaults: readonly Step[] = [{ when: at, do: 'refuse-starts', machine: 'm0', forMs: 3000 }]

const ask: Step = { when: { at: 100 }, do: 'ask-reboot', machine: 'm0' }
const publish: Step = { when: { at: 100 }, do: 'publish', version: '1.1.0', channel: 'alpha' }
const file = '[Service]\nExecStart=/usr/bin/app\n\n[X-Fleet]\nMachineID=m0\n'
const start: Step = {
  when: { at: 500 },
  do: 'start-unit',
  machine: 'm0',
  unit: 'db.service',
  file,
}
const three: Topology = cluster({ both: 3 })
const updating: Topology = { machines: three.machines.map((machine) => ({ ...machine, channel: 'alpha' })) }
const running: Topology = { machines: three.machines.map((machine) => ({ ...machine, fleet: { metadata: {} } })) }

const played = [
  ...faults.map((step) => ({ step, first: ask, topology: three, tuning: QUICK })),
  ...unitFaults.map((step) => ({ step, first: start, topology: running, tuning: fleetTimes(QUICK) })),
  ...updateFaults.map((step) => ({ step, first: publish, topology: updating, tuning: QUICK_UPDATES })),
]

describe.each(played.map((each) => ({ ...each, does: describeDeed(each.step) })))(
  '$does',
  ({ step, first, topology, tuning }) => {
    test('is witnessed, at its beginning and at its end', async () => {
      const schedule: Schedule = { seatrial: 'schedule', version: 1, seed: 1, topology, tuning, steps: [first, step] }
      await using world = dockerWorld()
      const { judgement, recording } = await runTrial(world, schedule, reference)
      const testimony = recording.events.filter((event) => event.kind === 'step.witnessed')
      expect(testimony.map(({ what, verdict }) => [what, verdict])).toEqual([
        ['begin', 'seen'],
        ['end', 'seen'],
      ])
      expect(judgement.assumptions.filter(({ broken }) => broken)).toEqual([])
      expect(judgement.verdict).toBe('holds')
      const refused = recording.events.some((event) => event.kind === 'unit.task-failed' && event.task === 'start')
      expect(refused).toBe(step.do === 'refuse-starts')
      const updates = topology.machines.filter(({ channel }) => channel !== undefined)
      const updated = recording.events.flatMap((event) =>
        event.kind === 'boot.slot' && event.version === '1.1.0' ? [event.machine] : [],
      )
      expect(new Set(updated)).toEqual(new Set(updates.map(({ id }) => id)))
    }, 120_000)
  },
)
