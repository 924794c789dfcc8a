// What a history is made of. A fact is what a program or the world says happened; an event is a fact with its stamp:
// when, from which source, and as that source's how-many-th. Types only, so that every room may say what it saw.

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

/**
 * What a machine that updates itself says. Versions are semantic versions; `payload` is the base64 SHA-256 of the archive
 * that was unpacked, null for a slot as it was delivered.
 */
export type UpdateFact =
  /** The boot loader's choice. A slot whose program does not start says nothing more. */
  | {
      readonly kind: 'boot.slot'
      readonly machine: MachineId
      readonly boot: number
      readonly slot: SlotName
      readonly version: string
      readonly payload: string | null
    }
  /** No slot may be started: the machine stays off until somebody repairs it. */
  | { readonly kind: 'boot.lost'; readonly machine: MachineId; readonly boot: number; readonly why: string }
  /** The release did not become healthy in time: the watchdog resets the machine. */
  | { readonly kind: 'boot.unhealthy'; readonly machine: MachineId; readonly boot: number }
  /** From here on the machine goes by this configuration. */
  | {
      readonly kind: 'machine.configured'
      readonly machine: MachineId
      /** The track that it asks the cluster's server for; null: it does not ask it. */
      readonly channel: string | null
      readonly strategy: string
      readonly window: WindowText | null
    }
  /** A value of the configuration cannot be used; the machine does not reboot by itself while that is so. */
  | {
      readonly kind: 'config.refused'
      readonly machine: MachineId
      readonly file: string
      /** From 1; 0: the file as a whole. */
      readonly line: number
      readonly value: string
      readonly why: string
    }
  /** The engine's state, by the name that update_engine_client prints; the version that it is about, where there is one. */
  | {
      readonly kind: 'update.status'
      readonly machine: MachineId
      readonly status: string
      readonly version: string | null
    }
  /** The end of a check. */
  | {
      readonly kind: 'update.checked'
      readonly machine: MachineId
      readonly track: string
      readonly result: 'update' | 'no-update' | 'denied' | 'invalid' | 'no-answer'
      /** What was offered. */
      readonly version?: string
      readonly why?: string
    }
  /** The payload came whole, and is not what was declared. `code`: update_engine's. */
  | {
      readonly kind: 'update.refused'
      readonly machine: MachineId
      readonly version: string
      readonly code: number
      readonly why: string
    }
  | {
      readonly kind: 'update.failed'
      readonly machine: MachineId
      readonly version: string
      readonly code: number
      readonly why: string
    }
  /** The slot is being written from here on: what was in it is gone. */
  | { readonly kind: 'slot.writing'; readonly machine: MachineId; readonly slot: SlotName; readonly version: string }
  | {
      readonly kind: 'slot.written'
      readonly machine: MachineId
      readonly slot: SlotName
      readonly version: string
      readonly payload: string
    }
  /** The slot is the next to boot. */
  | {
      readonly kind: 'update.installed'
      readonly machine: MachineId
      readonly slot: SlotName
      readonly version: string
    }
  /** The machine runs its old release, because this one did not prove itself. */
  | { readonly kind: 'update.rolled-back'; readonly machine: MachineId; readonly version: string }

export type SlotName = 'a' | 'b'

/** A reboot window in locksmith's words. */
export interface WindowText {
  /** `[Day ]H:M`, such as `Thu 23:00` or `4:30`. */
  readonly start: string
  /** A Go duration, such as `1h30m`. */
  readonly length: string
  /** An IANA time zone; absent: UTC. */
  readonly zone?: string | undefined
}

/** What an update server says happened. Recorded only when the store is known to hold it. */
export type RolloutFact =
  | {
      readonly kind: 'rollout.granted'
      readonly machine: MachineId
      readonly track: string
      readonly version: string
      /** A revision at which the store holds the grant: its own, or a later one when the answer was lost. */
      readonly revision: number
    }
  /** Every machine of the group runs the version. */
  | { readonly kind: 'rollout.finished'; readonly track: string; readonly version: string }
  /** The group's updates were disabled by what its machines went through. */
  | { readonly kind: 'rollout.stopped'; readonly track: string; readonly why: string }

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
      readonly why: 'reboot' | 'power-cut' | 'reset' | 'lost'
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
