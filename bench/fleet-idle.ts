// A thousand simulated machines with two thousand units on them, once everything runs: what an hour costs in which nothing
// happens. How long it took until there is measured apart, so that nobody has to guess what it costs to change something.

import type { Event } from '../src/history/event.ts'
import { ask, unitPath } from '../src/actions/units.ts'
import { reference } from '../src/machine/reference.ts'
import { fleetOf, type MachineSpec, type Topology } from '../src/machine/topology.ts'
import { REALISTIC, REALISTIC_FLEET, type Tuning } from '../src/machine/tuning.ts'
import { now, type Program, sleep, spawn } from '../src/runtime/operation.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { awaitEvent } from '../src/worlds/world.ts'
import { type Row, row } from './row.ts'

const MACHINES = Number(process.env.N ?? 1000)
const UNITS = 2 * MACHINES
const AN_HOUR = 3_600_000
/** Requests under way at the same time. */
const AT_ONCE = 50

const topology: Topology = {
  machines: Array.from({ length: MACHINES }, (_, index): MachineSpec => ({
    id: `m${String(index).padStart(4, '0')}`,
    roles: index < 3 ? ['etcd'] : ['worker'],
    group: index < 3 ? 'etcd' : 'app',
    strategy: 'etcd-lock',
    ...(index >= 3 && { fleet: { metadata: { zone: index % 2 === 0 ? 'a' : 'b' } } }),
  })),
}
const tuning: Tuning = { ...REALISTIC, fleet: REALISTIC_FLEET }

/** Half of the units keep away from each other, so that there is one on almost every machine; a quarter wants a zone. */
const optionsOf = (index: number) => [
  { section: 'Service', name: 'ExecStart', value: '/usr/bin/app' },
  ...(index % 2 === 0 && index < MACHINES ? [{ section: 'X-Fleet', name: 'Conflicts', value: 'app@*.service' }] : []),
  ...(index % 4 === 1 ? [{ section: 'X-Fleet', name: 'MachineMetadata', value: 'zone=a' }] : []),
]

interface Spent {
  readonly virtualMs: number
  readonly cpuMs: number
}

const spent = (virtualMs: number): Spent => ({ virtualMs, cpuMs: process.cpuUsage().user / 1000 })

const between = (a: Spent, b: Spent): Spent => ({ virtualMs: b.virtualMs - a.virtualMs, cpuMs: b.cpuMs - a.cpuMs })

/** Starts the units, waits until they run, and then for an hour more. */
function* conductor(said: (start: Spent, idle: Spent) => void): Program<void> {
  const began = spent(yield* now())
  yield* seen('boot.good', MACHINES)
  for (let from = 0; from < AT_ONCE; from++) yield* spawn('start units', startUnits(from))
  yield* seen('unit.up', UNITS)
  yield* sleep(5 * 60_000)
  const settled = spent(yield* now())
  yield* sleep(AN_HOUR)
  said(between(began, settled), between(settled, spent(yield* now())))
}

function* startUnits(from: number): Program<void> {
  const desks = fleetOf(topology)
  for (let index = from; index < UNITS; index += AT_ONCE) {
    const name = index % 2 === 0 && index < MACHINES ? `app@${index}.service` : `u${index}.service`
    const body = { name, desiredState: 'launched', options: optionsOf(index) }
    const desk = desks[index % desks.length] as string
    while ((yield* ask(desk, 'PUT', unitPath(name), body, tuning)).outcome !== 'ok') yield* sleep(1_000)
  }
}

function* seen(kind: Event['kind'], times: number): Program<void> {
  let left = times
  yield* awaitEvent((event) => event.kind === kind && --left === 0)
}

export function* fleetIdleRows(): Generator<Row> {
  let [start, idle] = [spent(0), spent(0)]
  simWorld.runNow({
    topology,
    tuning,
    startsAt: undefined,
    seed: 1,
    platform: reference,
    conductor: conductor((...said) => ([start, idle] = said)),
  })
  const size = `${MACHINES} machines, ${UNITS} units`
  yield row(`${size}: until all run`, start.cpuMs / 1_000, 's', { atMost: 60 })
  yield row(`${size}: idle, virtual to real time`, idle.virtualMs / idle.cpuMs, ': 1', { atLeast: 1_000 })
}
