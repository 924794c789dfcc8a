// The jobs of a snapshot, sorted by what placement has to do with them. Remembered for as long as the jobs live.

import type { MachineId } from '../../history/event.ts'
import type { FleetMachine, Job, Snapshot } from '../snapshot.ts'
import type { Unit, UnitName } from '../unit.ts'
import type { AgentView } from './able-to-run.ts'
import type { Units } from './checks.ts'
import { Replacement } from './replacement.ts'
import { settle, type Surroundings } from './settle.ts'

/**
 * What becomes of a job. `unknown`: it cannot be read, and is left as it is; `idle`: it is to be nowhere; `global`: its
 * place is the agents' business; `placed`: it is the engine's. All but `unknown` have a unit and a target state.
 */
export type Standing = 'unknown' | 'idle' | 'global' | 'placed'

export function standingOf({ unit, targetState }: Job): Standing {
  if (unit === undefined || targetState === undefined) return 'unknown'
  if (targetState === 'inactive') return 'idle'
  return unit.requirements.global ? 'global' : 'placed'
}

/** Unknown, scheduled nowhere, and a global unit for all we know: then it may be everywhere. */
export const isPossible = ({ unit, targetState, target }: Job): boolean =>
  (unit === undefined || (targetState === undefined && unit.requirements.global)) && target === undefined

export interface Scheduled {
  readonly placed: Map<UnitName, Unit>
  readonly unknown: Map<UnitName, Unit | undefined>
  readonly idle: UnitName[]
}

export interface Cluster extends Surroundings {
  /** By name. */
  readonly unknown: readonly UnitName[]
  readonly idleGlobals: readonly UnitName[]
  /** What is scheduled to a machine, present or not. */
  readonly scheduled: ReadonlyMap<MachineId, Scheduled>
}

const known = new WeakMap<Snapshot['jobs'], Cluster>()

export function clusterOf({ jobs }: Snapshot): Cluster {
  let cluster = known.get(jobs)
  if (cluster === undefined) known.set(jobs, (cluster = sorted(jobs)))
  return cluster
}

function sorted(jobs: Snapshot['jobs']): Cluster {
  const [globals, active]: [Unit[], Unit[]] = [[], []]
  const [unknown, idleGlobals]: [UnitName[], UnitName[]] = [[], []]
  const possible = new Map<UnitName, Unit | undefined>()
  const scheduled = new Map<MachineId, Scheduled>()
  for (const job of jobs.values()) {
    const { name, unit, target } = job
    const standing = standingOf(job)
    if (standing === 'unknown') unknown.push(name)
    if (isPossible(job)) possible.set(name, unit)
    if (standing === 'idle' && unit?.requirements.global) idleGlobals.push(name)
    if (unit !== undefined && standing === 'global') globals.push(unit)
    if (unit !== undefined && (standing === 'global' || standing === 'placed')) active.push(unit)
    if (target === undefined || standing === 'global') continue
    let there = scheduled.get(target)
    if (there === undefined) scheduled.set(target, (there = { placed: new Map(), unknown: new Map(), idle: [] }))
    if (standing === 'unknown') there.unknown.set(name, unit)
    else if (standing === 'idle') there.idle.push(name)
    else if (unit !== undefined) there.placed.set(name, unit)
  }
  return { globals, possible, unknown, idleGlobals, scheduled, replacement: new Replacement(active) }
}

const NOBODY: { readonly scheduled: ReadonlyMap<UnitName, Unit>; readonly unknown: Units } = {
  scheduled: new Map(),
  unknown: new Map(),
}

/** A present machine as the snapshot has it. */
export function agentOn(snapshot: Snapshot, machine: FleetMachine): AgentView {
  const cluster = clusterOf(snapshot)
  const there = cluster.scheduled.get(machine.id)
  const { scheduled, unknown } = there ? { scheduled: there.placed, unknown: there.unknown } : NOBODY
  const contenders = { machine, scheduled, unknown }
  return { ...contenders, settled: settle(contenders, cluster) }
}
