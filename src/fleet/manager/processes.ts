// The processes of units, as the manager starts and ends them: a port, so that one manager runs simulated processes and
// real containers. A process ends with its machine's power.

import { Call, type Outcome } from '../../runtime/operation.ts'
import type { UnitName } from '../unit.ts'

/** The name of the processes' port on a machine's host. */
export const PROCESS_PORT = 'processes'

/** Which of a unit's commands a process is: `main` is ExecStart. */
export type ProcessRole = 'start-pre' | 'main' | 'start-post' | 'stop' | 'stop-post'

export interface Command {
  readonly unit: UnitName
  /** Of the unit's file. */
  readonly hash: string
  readonly role: ProcessRole
  /** The program and its arguments, none of them expanded any more. */
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** What the host knows a process by; never used twice on one machine's boot. */
export type ProcessId = string

export type Exit =
  { readonly kind: 'exited'; readonly code: number } | { readonly kind: 'killed'; readonly signal: string }

export type Signal = 'TERM' | 'KILL' | 'HUP' | 'INT' | 'QUIT'

export type ProcessRequest =
  | { readonly kind: 'queue-job' }
  | { readonly kind: 'start'; readonly command: Command }
  | { readonly kind: 'wait'; readonly process: ProcessId }
  | { readonly kind: 'signal'; readonly process: ProcessId; readonly signal: Signal }

/**
 * Puts the start of a unit into systemd's queue of jobs. `fail`: it takes none now, and nothing has changed; such as when
 * it does not answer on its bus.
 */
export const queueJob = (): Call<Outcome<void>> =>
  new Call(PROCESS_PORT, { kind: 'queue-job' } satisfies ProcessRequest)

/** Starts a process. `fail`: there is no such program, or nothing that could run it; systemd calls that 203/EXEC. */
export const startProcess = (command: Command): Call<Outcome<ProcessId>> =>
  new Call(PROCESS_PORT, { kind: 'start', command } satisfies ProcessRequest)

/** Waits until a process has ended; at once for one that has. */
export const awaitExit = (process: ProcessId): Call<Exit> =>
  new Call(PROCESS_PORT, { kind: 'wait', process } satisfies ProcessRequest)

/** Sends a signal. `ok` also where the process has ended meanwhile. */
export const signal = (process: ProcessId, name: Signal): Call<Outcome<void>> =>
  new Call(PROCESS_PORT, { kind: 'signal', process, signal: name } satisfies ProcessRequest)
