// One engine's time as leader: from the creation of its key to the end of its lease.

import type { Program } from '../../runtime/operation.ts'
import { now } from '../../runtime/operation.ts'
import type { HeldLease } from '../session/held-lease.ts'
import type { Snapshot } from '../snapshot.ts'
import { ENGINE_VERSION } from '../config.ts'

export interface Term {
  /** Of the leader's key: no other term has the same. */
  readonly createRevision: number
  /** As it was granted. */
  readonly lease: HeldLease
  /** The lease cannot end before this, in milliseconds since the run began, by this machine's clock. */
  validUntil: number
  /** Nothing is written before this: the term of an engine that was put out may last so long. */
  readonly worksFrom: number
}

/** Whether nobody else can lead yet. */
export function* isValid(term: Term): Program<boolean> {
  return (yield* now()) < term.validUntil
}

/**
 * Why the term is over, by what the registry held; undefined: it is not. Whose name stands in the leader's key says
 * nothing: two hosts may have one id, and then both of them led (coreos/fleet #1241, #1533).
 */
export function whyOver(snapshot: Snapshot, { createRevision }: Pick<Term, 'createRevision'>): string | undefined {
  if (snapshot.revision < createRevision) return undefined
  if (snapshot.leader?.createRevision !== createRevision) {
    return snapshot.leader === undefined ? 'the leader was removed' : `${snapshot.leader.machine} leads`
  }
  return isOutdated(snapshot.engineVersion) ? `engines have version ${snapshot.engineVersion}` : undefined
}

/** An engine that finds a higher version than its own in the registry does nothing (engine/engine.go). */
export const isOutdated = (engineVersion: number): boolean => engineVersion > ENGINE_VERSION
