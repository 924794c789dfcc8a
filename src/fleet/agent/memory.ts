// What an agent remembers, for as long as it runs. What must outlive it is elsewhere: units in the manager, claims in the
// registry. A new agent remembers nothing, and finds them there.

import { Mailbox } from '../../runtime/mailbox.ts'
import type { LeaseId } from '../../store/contract.ts'
import type { Unit, UnitName } from '../unit.ts'
import { Attempts } from './attempts.ts'
import type { Wake } from './wake.ts'

/** The right to run a unit, as this agent got it. */
export interface Claim {
  /** Of the file that it was got for. */
  readonly hash: string
  /** The mod revision of the claim's key. */
  readonly revision: number
}

export interface AgentMemory {
  /** The lease on which the claims hang, while it is sure to hold; undefined: none does. */
  lease: LeaseId | undefined
  /** The claims that are known to be held on that lease. */
  readonly claims: Map<UnitName, Claim>
  /** The claims that are being given back. Nothing is started on them any more. */
  readonly releasing: Map<UnitName, Claim | undefined>
  /** The units for which a claim is being asked for, or given back, at this moment. */
  readonly busy: Set<UnitName>
  /** What the manager was last asked to do with a unit's present file. */
  readonly asked: Map<UnitName, 'start' | 'stop'>
  /** The units whose file goes once they have stopped. */
  readonly unloading: Set<UnitName>
  /** The units as they were loaded. */
  readonly files: Map<UnitName, Unit>
  /** Killed when the session was lost, and perhaps not dead yet. */
  readonly fenced: Set<UnitName>
  /** What the manager was last told about the fence. */
  allowed: { readonly units: readonly UnitName[]; readonly until: number } | undefined
  /** Files were put there or went since the last reload. An agent that has just begun cannot tell. */
  filesChanged: boolean
  /** Something is to be done that the last pass could not do. */
  open: boolean
  readonly attempts: Attempts
  readonly wake: Wake
  /** Has the publisher look again: what was asked of a unit is part of what is said of it. */
  readonly publish: Wake
}

export const freshMemory = (): AgentMemory => ({
  lease: undefined,
  claims: new Map(),
  releasing: new Map(),
  busy: new Set(),
  asked: new Map(),
  unloading: new Set(),
  files: new Map(),
  fenced: new Set(),
  allowed: undefined,
  filesChanged: true,
  open: false,
  attempts: new Attempts(),
  wake: new Mailbox(),
  publish: new Mailbox(),
})
