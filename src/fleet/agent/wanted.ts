// What an agent is to have on its machine, if it may go by what it knows.

import type { MachineId } from '../../history/event.ts'
import type { LeaseId } from '../../store/contract.ts'
import { type Desired, desiredOn } from '../placement/desired.ts'
import type { Snapshot } from '../snapshot.ts'

/**
 * Undefined: nothing may be done. An agent acts only on a snapshot in which its own machine is present under its present
 * session: on an empty one, or one from before it was away, it would take down what it is to run (coreos/fleet #708).
 */
export function wantedBy(
  snapshot: Snapshot | undefined,
  machine: MachineId,
  lease: LeaseId | undefined,
): Desired | undefined {
  if (snapshot === undefined || lease === undefined) return undefined
  return snapshot.machines.get(machine)?.session === lease ? desiredOn(snapshot, machine) : undefined
}
