// The virtual runner, and whole trials in the simulation: one core, every invariant judged.

import type { Bench } from 'tinybench'
import { runTrialNow } from '../src/harness/trial.ts'
import { reference } from '../src/machine/reference.ts'
import { REALISTIC } from '../src/machine/tuning.ts'
import type { Host } from '../src/runtime/host.ts'
import { type Program, sleep } from '../src/runtime/operation.ts'
import { RandomStream } from '../src/runtime/random.ts'
import { virtualRunner } from '../src/runtime/virtual.ts'
import { cluster } from '../src/schedule/arbitrary.ts'
import type { Schedule, Step } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { type Row, row } from './row.ts'

const THREE_MINUTES = { ...REALISTIC, stormMs: 180_000 }

/** Every machine is asked to reboot; three faults come in between. */
function schedule(machines: Parameters<typeof cluster>[0], seed: number): Schedule {
  const topology = cluster(machines)
  const asks: Step[] = topology.machines.map(({ id }) => ({ when: { at: 0 }, do: 'ask-reboot', machine: id }))
  const faults: Step[] = [
    { when: { on: 'lock.granted', plusMs: 5 }, do: 'cut', machine: 'm1', direction: 'answers', forMs: 20_000 },
    { when: { at: 60_000 }, do: 'kill-member', machine: 'm0', forMs: 30_000 },
    { when: { at: 100_000 }, do: 'hang', machine: 'm2', forMs: 10_000 },
  ]
  return { seatrial: 'schedule', version: 1, seed, topology, tuning: THREE_MINUTES, steps: [...asks, ...faults] }
}

export async function* simRows(bench: Bench): AsyncGenerator<Row> {
  const { kernel, timers } = virtualRunner()
  for (let i = 0; i < 100; i++) kernel.start('sleeper', idleHost(), sleeper(1 + (i % 7)))
  let events = 0
  bench.add('runner', () => {
    const before = kernel.resumed
    timers.advance(timers.now() + 1_000)
    events = kernel.resumed - before
  })

  const sizes = { tripledouble: { both: 3 }, 'ten machines': { members: 3, workers: 7 } }
  const virtualMs: Record<string, number> = {}
  for (const [name, machines] of Object.entries(sizes)) {
    let seed = 0
    bench.add(name, () => {
      virtualMs[name] = runTrialNow(simWorld, schedule(machines, seed++), reference).recording.endedAt
    })
  }
  await bench.run()

  const medianMs = (name: string): number => {
    const result = bench.getTask(name)?.result
    if (result?.state !== 'completed') throw new Error(`${name} was not measured`)
    return result.latency.p50
  }
  yield row('virtual runner, 100 programs, events a second', events / (medianMs('runner') / 1000), '/s', {
    atLeast: 2e6,
  })
  for (const name of Object.keys(sizes)) {
    const ms = medianMs(name)
    const minutes = ((virtualMs[name] ?? 0) / 60_000).toFixed(1)
    yield row(`${name}, schedules of ${minutes} virtual minutes a second`, 1000 / ms, '/s', {
      atLeast: name === 'tripledouble' ? 500 : 167,
    })
    yield row(`${name}, virtual to real time`, (virtualMs[name] ?? 0) / ms, ': 1', { atLeast: 100_000 })
  }
}

function idleHost(): Host {
  const crashed = (_: string, error: unknown): never => {
    throw error
  }
  return { name: 'bench', random: new RandomStream(1, 'bench'), ports: {}, record() {}, crashed, frozen: false }
}

function* sleeper(ms: number): Program<void> {
  for (;;) yield* sleep(ms)
}
