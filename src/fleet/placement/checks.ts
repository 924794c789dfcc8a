// What a unit asks of a machine and of the units there, one question at a time. The texts are fleet's (agent/state.go).

import { conflictBetween } from '../options/conflicts.ts'
import { matchesGlob } from '../options/glob.ts'
import { matchesMachine } from '../options/machine-id.ts'
import { satisfies } from '../options/machine-metadata.ts'
import type { FleetMachine } from '../snapshot.ts'
import type { Unit, UnitName } from '../unit.ts'

/** Units by name. Undefined: one whose file cannot be read; of it only the name is known. */
export type Units = ReadonlyMap<UnitName, Unit | undefined>

/** Why the machine itself will not do, whatever runs there. */
export function machineProblem(machine: FleetMachine, { requirements }: Unit): string | undefined {
  if (!matchesMachine(requirements, machine.id)) {
    return `agent ID "${machine.id}" does not match required "${requirements.machineId}"`
  }
  return satisfies(requirements, machine.metadata) ? undefined : 'local Machine metadata insufficient'
}

/** Whether two units, not the same one, may not be on one machine, as far as their files can be read. */
export function conflicts(unit: Unit, name: UnitName, other: Unit | undefined): boolean {
  if (other === undefined) return unit.requirements.conflicts.some((glob) => matchesGlob(glob, name))
  if (unit.requirements.conflicts.length === 0 && other.requirements.conflicts.length === 0) return false
  return conflictBetween(unit, other) !== undefined
}

export const peerProblem = (peer: UnitName): string => `required peer Unit(${peer}) is not scheduled locally`

export const conflictProblem = (names: readonly UnitName[]): string =>
  `found conflict with locally-scheduled Unit([${names.toSorted().join(' ')}])`

export const replaceProblem = (by: UnitName): string => `found replace with locally-scheduled Unit(${by})`
