// Ten simulated machines with all that the reference implementation has, while it is being searched: units, updates and
// locks under a dozen steps, and every invariant judges.

import type { Bench } from 'tinybench'
import { runTrialNow, type Tried } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { REALISTIC_FLEET, REALISTIC_UPDATES, type UpdateTuning } from '../src/machine/tuning.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { type Row, row } from './row.ts'

const A_MINUTE = 60_000

const { machines } = cluster({ members: 3, workers: 7 })
const topology = {
  machines: machines.map((machine, index) => ({
    ...machine,
    channel: 'alpha',
    ...(machine.roles.includes('worker') && { fleet: { metadata: { zone: index % 2 === 0 ? 'a' : 'b' } } }),
  })),
}
const [first, second, third] = topology.machines.flatMap(({ id, fleet }) => (fleet ? [id] : [])) as [
  string,
  string,
  string,
]

const service = (...fleet: readonly string[]): string =>
  `[Service]\nExecStart=/usr/bin/app\n[X-Fleet]\n${fleet.join('\n')}\n`
const apart = service('Conflicts=my-app@*.service')

const steps: readonly Step[] = [
  { when: { at: 0 }, do: 'start-unit', machine: first, unit: 'my-app@1.service', file: apart },
  { when: { at: 0 }, do: 'start-unit', machine: second, unit: 'my-app@2.service', file: apart },
  { when: { at: 0 }, do: 'start-unit', machine: third, unit: 'db.service', file: service('MachineMetadata=zone=a') },
  { when: { at: 500 }, do: 'start-unit', machine: first, unit: 'logger.service', file: service('Global=true') },
  { when: { at: 1_000 }, do: 'publish', version: '1.1.0', channel: 'alpha' },
  { when: { on: 'unit.claimed', plusMs: 5 }, do: 'cut', machine: first, direction: 'answers', forMs: 20_000 },
  { when: { at: A_MINUTE }, do: 'kill-member', machine: 'm0', forMs: 30_000 },
  { when: { at: 2 * A_MINUTE }, do: 'ask-reboot', machine: second },
  { when: { on: 'lock.granted', plusMs: 5 }, do: 'hang', machine: third, forMs: 60_000 },
  { when: { at: 4 * A_MINUTE }, do: 'power-cut', machine: first, forMs: A_MINUTE },
  { when: { at: 6 * A_MINUTE }, do: 'stop-unit', machine: second, unit: 'db.service' },
  { when: { at: 7 * A_MINUTE }, do: 'destroy-unit', machine: third, unit: 'my-app@2.service' },
]

/** The times of production, but a machine asks for updates often enough for all to have the release within the trial. */
const tuning = {
  ...REALISTIC_UPDATES,
  updates: {
    ...(REALISTIC_UPDATES.updates as UpdateTuning),
    initialMs: 30_000,
    fuzzMs: 30_000,
    periodicMs: 2 * A_MINUTE,
  },
  fleet: REALISTIC_FLEET,
  stormMs: 8 * A_MINUTE,
}

const scheduleOf = (seed: number): Schedule => ({
  seatrial: 'schedule',
  version: 1,
  seed,
  topology,
  tuning,
  steps,
})

const trial = (seed: number): Tried => runTrialNow(simWorld, scheduleOf(seed), reference)

export async function* fleetSearchRows(bench: Bench): AsyncGenerator<Row> {
  let virtualMs = 0
  let seed = 0
  bench.add('search', () => {
    virtualMs = trial(seed++).recording.endedAt
  })
  await bench.run()
  const result = bench.getTask('search')?.result
  if (result?.state !== 'completed') throw new Error('the search was not measured')
  const ms = result.latency.p50
  const minutes = (virtualMs / A_MINUTE).toFixed(1)
  yield row(`ten machines, units and updates, schedules of ${minutes} virtual minutes a second`, 1000 / ms, '/s', {
    atLeast: (100_000 * 1000) / virtualMs,
  })
  yield row('ten machines, units and updates, virtual to real time', virtualMs / ms, ': 1', { atLeast: 100_000 })
}
