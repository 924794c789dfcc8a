// What an agent is to have on its machine. Start here for the agent's side of placement.

import type { MachineId } from '../../history/event.ts'
import type { Job, Snapshot } from '../snapshot.ts'
import type { TargetState, Unit, UnitName } from '../unit.ts'
import { agentOn, clusterOf } from './cluster.ts'

export interface DesiredUnit {
  readonly unit: Unit
  readonly targetState: Exclude<TargetState, 'inactive'>
  readonly job: Job
}

export interface Desired {
  /** What is to be on the machine, by name. */
  readonly units: ReadonlyMap<UnitName, DesiredUnit>
  /** What is scheduled there, or global, and is not to be there all the same, and why; by name. */
  readonly dropped: ReadonlyMap<UnitName, string>
  /**
   * What nobody can say of, by name: if it is on the machine it stays there, in whatever state it is. A unit that is in
   * none of the three is to be gone.
   */
  readonly unknown: readonly UnitName[]
}

/**
 * What a machine is to have by this snapshot. Where the machine itself is not in it, every unit is unknown: a fleet
 * that read its own id as empty took all its units for other machines' and unloaded them.
 */
export function desiredOn(snapshot: Snapshot, machine: MachineId): Desired {
  const present = snapshot.machines.get(machine)
  if (present === undefined) return { units: new Map(), dropped: new Map(), unknown: [...snapshot.jobs.keys()] }
  const { settled } = agentOn(snapshot, present)
  const { unknown, idleGlobals, scheduled } = clusterOf(snapshot)
  const units = new Map<UnitName, DesiredUnit>()
  for (const name of [...settled.units.keys()].toSorted()) {
    const job = snapshot.jobs.get(name)
    const { unit, targetState } = job ?? {}
    if (!job || !unit || targetState === undefined || targetState === 'inactive') continue
    units.set(name, { unit, targetState, job })
  }
  const idle = [...(scheduled.get(machine)?.idle ?? []), ...idleGlobals].map((name) => [name, INACTIVE] as const)
  const dropped = new Map([...settled.dropped, ...idle].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return { units, dropped, unknown }
}

export const INACTIVE = 'target state inactive'
