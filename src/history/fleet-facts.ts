// The facts about units: what fleet's daemons say, and what the world saw of their processes.

import type { MachineId } from './event.ts'

interface Scheduling<K> {
  readonly kind: K
  readonly unit: string
  readonly machine: MachineId
  readonly why: string
  readonly revision: number
}

interface Claiming<K> {
  readonly kind: K
  readonly unit: string
  readonly machine: MachineId
  readonly hash: string
  readonly revision: number
}

/** What fleet's daemons say. A revision is one at which the store holds what is said. */
export type FleetFact =
  /** Its daemon begins: what an earlier one said of its units may be old. */
  | { readonly kind: 'fleet.started'; readonly machine: MachineId }
  /** The machine is present in the registry: its lease holds. */
  | { readonly kind: 'fleet.joined'; readonly machine: MachineId; readonly session: string }
  /** Its lease was lost, or may have been; what may run only once was stopped, and has lost its claims. */
  | { readonly kind: 'fleet.fenced'; readonly machine: MachineId; readonly units: readonly string[] }
  /** It left by itself, since it shuts down. */
  | { readonly kind: 'fleet.left'; readonly machine: MachineId }
  /** Another host is registered under this id and has its lease; this one waits. */
  | { readonly kind: 'fleet.duplicate'; readonly machine: MachineId; readonly other: string }
  | { readonly kind: 'engine.leads'; readonly machine: MachineId; readonly revision: number }
  | { readonly kind: 'engine.yields'; readonly machine: MachineId; readonly why: string }
  | Scheduling<'unit.placed'>
  | Scheduling<'unit.displaced'>
  /** The engine finds no machine for it: why not, by machine. Said again when the reasons change. */
  | { readonly kind: 'unit.unplaceable'; readonly unit: string; readonly why: Readonly<Record<MachineId, string>> }
  /** The machine has the right to run the unit, from this revision on; or has given it back. */
  | Claiming<'unit.claimed'>
  | Claiming<'unit.unclaimed'>
  /** What the machine's unit manager shows of it: systemd's three words. `hash`: of the file that lies there. */
  | {
      readonly kind: 'unit.state'
      readonly unit: string
      readonly machine: MachineId
      readonly load: string
      readonly active: string
      readonly sub: string
      readonly hash: string
    }
  /** A change of a unit is asked of the store. `request` is unique within its source. What does not apply is null. */
  | {
      readonly kind: 'unit.asked'
      readonly request: number
      readonly change: 'create' | 'replace' | 'set' | 'destroy'
      readonly unit: string
      readonly hash: string | null
      readonly targetState: string | null
    }
  /** It was made, at this revision, and whoever asked for it may be told so. */
  | {
      readonly kind: 'unit.acknowledged'
      readonly request: number
      readonly unit: string
      readonly revision: number
    }
  /** What an agent meant to do with a unit and could not. It is tried again. */
  | {
      readonly kind: 'unit.task-failed'
      readonly unit: string
      readonly machine: MachineId
      readonly task: string
      readonly why: string
    }

/** What the world saw of a unit's main process. `process`: unique on the machine. A machine that goes off ends them all. */
export type UnitFact =
  | {
      readonly kind: 'unit.up'
      readonly machine: MachineId
      readonly unit: string
      readonly process: string
      readonly hash: string
    }
  | {
      readonly kind: 'unit.down'
      readonly machine: MachineId
      readonly unit: string
      readonly process: string
      readonly how: string
    }
