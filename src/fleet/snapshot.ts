// What the registry held at one revision of the store. Immutable: whoever decides does so on one snapshot, and guards what
// it writes with the revisions that stand here.

import type { MachineId } from '../history/event.ts'
import type { LeaseId } from '../store/contract.ts'
import type { TargetState, Unit, UnitName } from './unit.ts'

export interface Job {
  readonly name: UnitName
  /** Undefined: what is stored cannot be read. Such a unit is unknown, not absent: nobody starts, stops or moves it. */
  readonly unit: Unit | undefined
  /** Undefined: what is stored is none of the three. */
  readonly targetState: TargetState | undefined
  /** The machine that it is scheduled to; undefined: to none. Always undefined where the unit is global. */
  readonly target: MachineId | undefined
  /** The mod revision of its object: another one means another file, or that it was destroyed and came again. */
  readonly revision: number
}

/** A machine that is present: its fleet holds a lease. */
export interface FleetMachine {
  readonly id: MachineId
  /** The host whose fleet registered the id: two hosts with one id are told apart by it. */
  readonly host: string
  /** That host's boot, from 1. */
  readonly boot: number
  /** Its presence, its unit states and its claims hang on this lease. */
  readonly session: LeaseId
  /** What it was configured with, overlaid by what was set through the API. */
  readonly metadata: ReadonlyMap<string, string>
  readonly publicIp: string
  readonly version: string
}

/** Which engine leads. A write of the engine is valid only while the leader's key has this create revision. */
export interface Leader {
  readonly machine: MachineId
  readonly createRevision: number
}

export interface Snapshot {
  readonly revision: number
  /** In the order of their names. */
  readonly jobs: ReadonlyMap<UnitName, Job>
  /** In the order of their ids. */
  readonly machines: ReadonlyMap<MachineId, FleetMachine>
  /** Who has the right to run a unit: see registry/keys.ts. It may outlive the unit's job. */
  readonly claims: ReadonlyMap<UnitName, MachineId>
  readonly leader: Leader | undefined
  /** The version of the engine that wrote last; 0: none. */
  readonly engineVersion: number
  /** Records that cannot be read, by key, and why. */
  readonly unreadable: readonly { readonly key: string; readonly why: string }[]
}
