// What the engine does about a snapshot, as values.

import type { MachineId } from '../../history/event.ts'
import type { UnitName } from '../unit.ts'

export interface Command {
  readonly kind: 'unschedule' | 'schedule'
  readonly unit: UnitName
  /** The machine that it is taken from, or given to. */
  readonly machine: MachineId
  readonly why: string
}

export interface Decision {
  /**
   * First every `unschedule`, by name; then every `schedule`, a unit after the units that it must be with. Carried out
   * in this order, no prefix of them puts two units that conflict on one machine, nor a unit where a peer of it is not.
   * One that fails may make those after it wrong: each is guarded by what it was decided on, and the next pass decides
   * again.
   */
  readonly commands: readonly Command[]
  /** By name: the units that are to be loaded or launched, and that no machine can take. Why: `whyNot`. */
  readonly waiting: readonly UnitName[]
}
