// Where a program runs: a machine, an operator's desk, the conductor. It lends its programs a random stream, ports, a
// recorder and a power switch; a task hands its host down to all that it spawns.

import type { Recordable } from './operation.ts'
import type { RandomStream } from './random.ts'
import type { Task } from './task.ts'

/** Answers one call. It may be used once, at once or later; answers to a task that is gone are dropped. */
export interface Reply {
  answer(value: unknown): void
  /** The task that asks, still waiting for this answer. */
  readonly open: boolean
}

export type Port = (request: unknown, reply: Reply) => void

export interface Host {
  readonly name: string
  readonly random: RandomStream
  readonly ports: { readonly [port: string]: Port }
  record(event: Recordable): void
  /** A program of this host threw and nobody in it caught that: the program has crashed, the harness has not. */
  crashed(program: string, error: unknown): void
  /** While true nothing of the host resumes; what falls due meanwhile waits, in order (see Kernel.unfreeze). */
  frozen: boolean
  /** How far the host's wall clock is from the run's, in milliseconds; absent: not at all. */
  skewMs?: number
}

/** A wake-up that waits for a frozen host. */
export interface Deferred {
  readonly task: Task<unknown>
  readonly epoch: number
  readonly value: unknown
}
