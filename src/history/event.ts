// What a history is made of. A fact is what a program or the world says happened; an event is a fact with its stamp:
// when, from which source, and as that source's how-many-th. Types only, so that every room may say what it saw.
// The facts about updates and about units have files of their own; whoever uses them takes them from here.

import type { FleetFact, UnitFact } from './fleet-facts.ts'
import type { RolloutFact, UpdateFact } from './update-facts.ts'

export type { FleetFact, UnitFact } from './fleet-facts.ts'
export type { RolloutFact, SlotName, UpdateFact, WindowText } from './update-facts.ts'

export type MachineId = string

/** Where in its life a run is. Safety is judged throughout, liveness from `settle` on. */
export type Phase = 'boot' | 'storm' | 'heal' | 'settle' | 'judge'

/** What an operation on the semaphore would do. `holder` is whose slot it is, not who asks. */
export type LockOperation =
  | { readonly operation: 'acquire'; readonly holder: MachineId }
  | { readonly operation: 'release'; readonly holder: MachineId }
  | { readonly operation: 'unlock'; readonly holder: MachineId }
  | { readonly operation: 'set-max'; readonly max: number }

/**
 * One conditional write of a semaphore. Its end carries the same `attempt`, which is unique within its source; an
 * attempt without an end was cut short and may have happened.
 */
export type LockFact =
  | ({
      readonly kind: 'lock.attempt'
      readonly attempt: number
      readonly group: string
      /** Who asks: a machine, or `operator`. */
      readonly by: string
      /** The mod revision of the document that was read and changed; 0: there was none. */
      readonly base: number
    } & LockOperation)
  | {
      readonly kind: 'lock.attempt-ended'
      readonly attempt: number
      readonly outcome: 'ok' | 'conflict' | 'fail' | 'unknown'
      /** The revision of the write that succeeded. */
      readonly revision?: number
      readonly reason?: string
    }
  | {
      readonly kind: 'lock.busy'
      readonly group: string
      readonly by: MachineId
      readonly holders: readonly MachineId[]
    }
  /** An attempt ended at its read: nothing that can be used came back. */
  | { readonly kind: 'lock.unread'; readonly group: string; readonly by: string; readonly reason: string }
  | { readonly kind: 'lock.granted'; readonly group: string; readonly holder: MachineId; readonly revision: number }
  | { readonly kind: 'lock.released'; readonly group: string; readonly holder: MachineId; readonly revision: number }
  /** The reboot window closed while the machine waited for the lock; `held`: it had come, too late. */
  | { readonly kind: 'lock.window-closed'; readonly machine: MachineId; readonly held: boolean }

export type MachineFact =
  /** The boot loader runs: the first sign of life of this boot. */
  | { readonly kind: 'boot.started'; readonly machine: MachineId; readonly boot: number }
  /** The boot has proved itself. */
  | { readonly kind: 'boot.good'; readonly machine: MachineId; readonly boot: number }
  | { readonly kind: 'reboot.asked'; readonly machine: MachineId }
  /** The machine begins a reboot that it decided on itself. `revision`: of the semaphore in which it saw itself hold. */
  | {
      readonly kind: 'reboot.started'
      readonly machine: MachineId
      readonly group: string
      readonly strategy: string
      readonly revision: number | null
    }
  /** A program threw and nothing in it caught that. */
  | { readonly kind: 'program.crashed'; readonly program: string; readonly stack: string }

export type StoreFact =
  | { readonly kind: 'store.put'; readonly key: string; readonly value: string; readonly revision: number }
  | { readonly kind: 'store.deleted'; readonly key: string; readonly revision: number }
  | { readonly kind: 'store.leader'; readonly leader: MachineId | null; readonly term: number }
  | { readonly kind: 'store.member'; readonly machine: MachineId; readonly health: 'up' | 'down' | 'paused' }
  | { readonly kind: 'store.quorum'; readonly has: boolean }

/** What the world saw of a machine from outside. */
export type PowerFact =
  | { readonly kind: 'machine.on'; readonly machine: MachineId }
  /** `reset`: its watchdog or its boot loader began anew. `lost`: nothing that it could boot. */
  | {
      readonly kind: 'machine.off'
      readonly machine: MachineId
      readonly why: 'reboot' | 'power-cut' | 'reset' | 'lost' | 'shutdown'
    }
  | { readonly kind: 'machine.frozen'; readonly machine: MachineId }
  | { readonly kind: 'machine.thawed'; readonly machine: MachineId }
  /** Its wall clock is so many milliseconds ahead of the run's from here on; negative: behind. */
  | { readonly kind: 'machine.clock'; readonly machine: MachineId; readonly skewMs: number }

/** What the conductor did. `step` counts the schedule's steps from 1. */
export type ConductorFact =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'step.applied'; readonly step: number; readonly does: string }
  /** A step whose trigger never came, or which had nothing to act upon. */
  | { readonly kind: 'step.skipped'; readonly step: number; readonly does: string; readonly why: string }
  | { readonly kind: 'step.mended'; readonly step: number; readonly does: string }
  | {
      readonly kind: 'step.witnessed'
      readonly step: number
      readonly does: string
      readonly what: 'begin' | 'end'
      /** `seen`: it took effect. `moot`: it could not show, with the reason. `unseen`: it should have, and did not. */
      readonly verdict: 'seen' | 'moot' | 'unseen'
      readonly evidence: string
    }
  /** An operator's request and how it came back. */
  | {
      readonly kind: 'operator.answered'
      readonly step: number
      readonly does: string
      readonly outcome: 'ok' | 'fail' | 'unknown'
      readonly detail: string
    }
  /** Everything that was asked for is done, and nothing is under way. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'harness.fault'; readonly what: string; readonly evidence: string }

type SubjectFact = LockFact | MachineFact | UpdateFact | RolloutFact | FleetFact
export type Fact = SubjectFact | StoreFact | PowerFact | UnitFact | ConductorFact
export type FactKind = Fact['kind']

export interface Stamp {
  /** `source/seq`, stable over replays of the same schedule. */
  readonly id: string
  /** Milliseconds since the run began. */
  readonly at: number
  /** A machine and its boot (`m0.2`), `store`, `world`, `operator` or `conductor`. */
  readonly source: string
  /** 1, 2, 3 … within the source: a gap means that the history is not whole. */
  readonly seq: number
}

export type Event<F extends Fact = Fact> = Stamp & F
export type EventOf<K extends FactKind> = Stamp & Extract<Fact, { readonly kind: K }>
