// What a world brings to the contract of processes, and what all promises are written with.

import { test } from '@jest/globals'
import { awaitExit, type Command, type Exit, type ProcessId, startProcess } from '../../../fleet/manager/processes.ts'
import { firstOf, now, type Program, sleep } from '../../../runtime/operation.ts'

/** What was seen of a unit's main process. */
export type Witnessed =
  | { readonly kind: 'up'; readonly process: ProcessId; readonly unit: string; readonly hash: string }
  | { readonly kind: 'down'; readonly process: ProcessId; readonly unit: string }

/** One machine, and one host at a time whose port of processes leads to it. */
export interface ProcessMachine {
  /** Runs a program on the boot that has power now; rejects with what the program throws. */
  run<T>(program: Program<T>): Promise<T>
  /** Cuts the power. Resolves once the machine has power again, in its next boot. */
  powerCut(): Promise<void>
  /** What was seen so far, in order. */
  witnessed(): Promise<readonly Witnessed[]>
  /** The unit whose process answers on a port right now. */
  serving(port: number): Promise<string | undefined>
}

export interface ProcessBench {
  /** A new machine with power, on which nothing runs. */
  machine(): Promise<ProcessMachine>
  close(): Promise<void>
}

const TEST_WITHIN_MS = 60_000

/** No process is asked to do anything that takes longer, in milliseconds. */
const AMPLE_MS = 10_000

/** Well above what a start or a signal takes, in milliseconds. */
export const CLEARLY_MS = 600

/** One promise, on a machine of its own. */
export function promise(
  title: string,
  bench: () => ProcessBench,
  body: (machine: ProcessMachine) => Promise<void>,
): void {
  test(title, async () => body(await bench().machine()), TEST_WITHIN_MS)
}

/** A command of the unit `a.service`, its main one unless told otherwise. */
export const command = (argv: readonly string[], changes: Partial<Command> = {}): Command => ({
  unit: 'a.service',
  hash: 'a'.repeat(40),
  role: 'main',
  argv,
  environment: {},
  ...changes,
})

/** Starts a process. @throws Error when that fails */
export function* started(what: Command): Program<ProcessId> {
  const outcome = yield* startProcess(what)
  if (outcome.kind !== 'ok') throw new Error(`${what.argv.join(' ')} was not started: ${outcome.reason}`)
  return outcome.value
}

export interface Ended {
  readonly exit: Exit
  /** From when it was waited for. */
  readonly tookMs: number
}

/** Waits for a process's end. @throws Error when it does not come */
export function* ended(process: ProcessId): Program<Ended> {
  const from = yield* now()
  const first = yield* firstOf({ exit: waited(process), late: delayed(AMPLE_MS) })
  if (first.winner === 'late') throw new Error('the process did not end')
  return { exit: first.value, tookMs: (yield* now()) - from }
}

/** Whether a process is alive after so many milliseconds. */
export function* livesAfter(process: ProcessId, ms: number): Program<boolean> {
  return (yield* firstOf({ exit: waited(process), late: delayed(ms) })).winner === 'late'
}

function* waited(process: ProcessId): Program<Exit> {
  return yield* awaitExit(process)
}

export function* delayed(ms: number): Program<void> {
  yield* sleep(ms)
}
