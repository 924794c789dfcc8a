// The engine's decisions, so that a variant may make one of them in another way.

import type { MachineId } from '../../history/event.ts'
import type { Compare } from '../../store/contract.ts'
import type { FleetConfig } from '../config.ts'
import type { Command } from '../placement/decision.ts'
import { whyNot } from '../placement/explain.ts'
import { Planner } from '../placement/planner.ts'
import type { LeaderRecord } from '../registry/codecs.ts'
import { jobKey, LEADER_KEY } from '../registry/keys.ts'
import { keepLease } from '../session/held-lease.ts'
import type { Job, Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import type { Term } from './term.ts'

export interface EngineRules {
  /** Makes what decides for one engine, on one snapshot after another. */
  readonly planner: () => Pick<Planner, 'decide'>
  readonly whyNot: (snapshot: Snapshot, unit: UnitName) => Readonly<Record<MachineId, string>>
  /** What must still be so for a command to be carried out. */
  readonly guarded: (command: Command, job: Job, term: Pick<Term, 'createRevision'>) => readonly Compare[]
  /** Whether an engine may lead, given the leader that there is. */
  readonly mayLead: (leader: LeaderRecord | undefined, own: LeaderRecord) => boolean
  /** The lifetime of the leader's lease, as it is asked for. */
  readonly leaseSeconds: (config: FleetConfig) => number
  /** Keeps the leader's lease alive; it returns when that is gone. */
  readonly keep: typeof keepLease
  /** How long after an older engine was put out it may still believe that it leads, by the lifetime of its lease. */
  readonly staleMs: (grantedTtlSeconds: number) => number
}

export const ENGINE_RULES: EngineRules = {
  planner: () => new Planner(),
  whyNot,
  guarded,
  mayLead,
  leaseSeconds: ({ tuning }) => tuning.engineTtlSeconds,
  keep: keepLease,
  staleMs: (grantedTtlSeconds) => 1000 * Math.max(0, grantedTtlSeconds),
}

/**
 * The engine leads, the job is the one that was decided on (a unit may be destroyed meanwhile and come again with another
 * file), and its target is as it was.
 */
function guarded(
  { kind, unit, machine }: Command,
  { revision }: Job,
  { createRevision }: Pick<Term, 'createRevision'>,
) {
  const key = jobKey(unit, 'target')
  return [
    { key: LEADER_KEY, target: 'create-revision', relation: '=', operand: createRevision },
    { key: jobKey(unit, 'object'), target: 'mod-revision', relation: '=', operand: revision },
    kind === 'schedule'
      ? { key, target: 'create-revision', relation: '=', operand: 0 }
      : { key, target: 'value', relation: '=', operand: machine },
  ] satisfies readonly Compare[]
}

/**
 * Where nobody leads; where an older engine does, which is put out (engine/lease.go); and where an engine under the own
 * id does. That is what an earlier daemon left behind: there is one session to an id, and the engine that asks has it.
 */
function mayLead(leader: LeaderRecord | undefined, own: LeaderRecord): boolean {
  return leader === undefined || leader.version < own.version || leader.machine === own.machine
}
