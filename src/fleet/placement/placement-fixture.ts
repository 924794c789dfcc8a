// Snapshots written down in a few words, and what comes of commands.

import { readUnit } from '../read-unit.ts'
import type { FleetMachine, Job, Snapshot } from '../snapshot.ts'
import type { TargetState, UnitName } from '../unit.ts'
import type { Command } from './decision.ts'

export interface JobSketch {
  /** Lines of [X-Fleet]. */
  readonly fleet?: readonly string[]
  /** `launched` unless it says otherwise; null: unreadable. */
  readonly state?: TargetState | null
  readonly on?: string
  /** Its file cannot be read. */
  readonly torn?: boolean
}

/** A job; the unit of the same name and text is the same object each time. */
export function job(name: UnitName, { fleet = [], state = 'launched', on, torn = false }: JobSketch): Job {
  const text = ['[Service]', 'ExecStart=/bin/true', '[X-Fleet]', ...fleet, ''].join('\n')
  const unit = torn ? undefined : readUnit(name, text)
  const target = unit?.requirements.global ? undefined : on
  return { name, unit, targetState: state ?? undefined, target, revision: 1 }
}

export const machine = (id: string, metadata: Readonly<Record<string, string>> = {}): FleetMachine => ({
  id,
  host: id,
  boot: 1,
  session: `lease-${id}`,
  metadata: new Map(Object.entries(metadata)),
  publicIp: '',
  version: '1.0.0',
})

export const snapshotOf = (jobs: Iterable<Job>, machines: Iterable<FleetMachine>): Snapshot => ({
  revision: 1,
  jobs: new Map([...jobs].map((each) => [each.name, each] as const).sort(byKey)),
  machines: new Map([...machines].map((each) => [each.id, each] as const).sort(byKey)),
  claims: new Map(),
  leader: undefined,
  engineVersion: 1,
  unreadable: [],
})

/** A snapshot of jobs by name and of machines, of which the metadata are given, by id. */
export const sketch = (
  jobs: Readonly<Record<UnitName, JobSketch>>,
  machines: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Snapshot =>
  snapshotOf(
    Object.entries(jobs).map(([name, each]) => job(name, each)),
    Object.entries(machines).map(([id, metadata]) => machine(id, metadata)),
  )

/** The snapshot after the commands. Jobs that none of them names are the same objects. */
export function after(snapshot: Snapshot, commands: readonly Command[]): Snapshot {
  const jobs = new Map(snapshot.jobs)
  for (const { kind, unit, machine: id } of commands) {
    const before = jobs.get(unit)
    const expected = kind === 'unschedule' ? id : undefined
    if (before === undefined || before.target !== expected) throw new Error(`${kind} ${unit} ${id}: it is not so`)
    jobs.set(unit, { ...before, target: kind === 'schedule' ? id : undefined })
  }
  return { ...snapshot, revision: snapshot.revision + commands.length, jobs }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)
