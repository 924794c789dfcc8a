// Where a cluster's units go: ten thousand of them on a thousand machines, from nothing, and after one machine changed.

import type { Bench } from 'tinybench'
import type { FleetMachine, Job, Snapshot } from '../src/fleet/snapshot.ts'
import { decide } from '../src/fleet/placement/decide.ts'
import { after, job, machine, snapshotOf } from '../src/fleet/placement/placement-fixture.ts'
import { Planner } from '../src/fleet/placement/planner.ts'
import { type Row, row } from './row.ts'

const MACHINES = 1_000
const UNITS = 10_000

/**
 * One unit in ten belongs to a group that wants a machine for each, one in ten follows another, three in ten want a
 * role.
 */
function sections(index: number): readonly string[] {
  switch (index % 10) {
    case 0:
      return [`Conflicts=app${Math.floor(index / 1_000)}@*`]
    case 1:
      return [`MachineOf=${nameOf(index + 1)}`]
    case 3:
    case 4:
    case 5:
      return [`MachineMetadata=role=r${Math.floor(index / 10) % 10}`]
    default:
      return []
  }
}

const nameOf = (index: number): string =>
  index % 10 === 0 ? `app${Math.floor(index / 1_000)}@${index}.service` : `u${String(index).padStart(5, '0')}.service`

const jobs: readonly Job[] = [
  job('monitor.service', { fleet: ['Global=true'] }),
  job('proxy.service', { fleet: ['Global=true', 'MachineMetadata=role=r1'] }),
  ...Array.from({ length: UNITS }, (_, index) => job(nameOf(index), { fleet: sections(index) })),
  // A hundred for which there is no machine.
  ...Array.from({ length: 100 }, (_, index) => job(`no${index}.service`, { fleet: ['MachineMetadata=role=none'] })),
]
const machines: readonly FleetMachine[] = Array.from({ length: MACHINES }, (_, index) =>
  machine(`m${String(index).padStart(4, '0')}`, { role: `r${index % 10}` }),
)

export async function* placementRows(bench: Bench): AsyncGenerator<Row> {
  const nothing = snapshotOf(jobs, machines)
  const settled = after(nothing, decide(nothing).commands)
  bench.add('from nothing', () => void decide({ ...nothing, jobs: new Map(nothing.jobs) }))

  // A machine goes, its units are scheduled elsewhere, it comes back, and so do they; then one is not what it was, for
  // a while.
  const gone = without(settled, 500)
  const moved = after(gone, decide(gone).commands)
  const rounds = {
    'a machine goes, and comes back': [gone, moved, { ...moved, machines: settled.machines }, settled],
    'a machine has other metadata for a while': [withRole(settled, 500, 'r9'), settled],
  }
  for (const [name, snapshots] of Object.entries(rounds)) {
    const planner = new Planner()
    planner.decide(settled)
    bench.add(name, () => {
      for (const snapshot of snapshots) planner.decide(snapshot)
    })
  }
  await bench.run()
  const size = `${figure(UNITS)} units, ${figure(MACHINES)} machines`
  yield row(`${size}: from nothing`, medianMs(bench, 'from nothing'), 'ms', { atMost: 500 })
  for (const name of Object.keys(rounds)) yield row(`${size}: ${name}`, medianMs(bench, name), 'ms', { atMost: 5 })
}

const figure = (value: number): string => value.toLocaleString('en')

function without(snapshot: Snapshot, index: number): Snapshot {
  return { ...snapshot, machines: new Map([...snapshot.machines].filter((_, at) => at !== index)) }
}

function withRole(snapshot: Snapshot, index: number, role: string): Snapshot {
  const all = [...snapshot.machines].map(([id, each], at) =>
    at === index ? ([id, { ...each, metadata: new Map([['role', role]]) }] as const) : ([id, each] as const),
  )
  return { ...snapshot, machines: new Map(all) }
}

function medianMs(bench: Bench, name: string): number {
  const result = bench.getTask(name)?.result
  if (result?.state !== 'completed') throw new Error(`${name} was not measured`)
  return result.latency.p50
}
