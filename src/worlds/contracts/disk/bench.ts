// What a disk brings to its contract suite, and what all promises are written with.

import { test } from '@jest/globals'
import { now, type Program } from '../../../runtime/operation.ts'
import { type DiskRequest, fetchPayload, type Fetched } from '../../../updates/engine/ports.ts'
import type { Behaviour, DeclaredRelease, Impairment } from '../../world.ts'

/** A release whose payload the update server serves. */
export interface Published extends DeclaredRelease {
  /** Where its payload is: `…/<version>.tgz`. */
  readonly url: string
}

/** One machine: a disk, and one host at a time whose disk port leads to it. */
export interface DiskMachine {
  /** Runs a program on the boot that has power now; rejects with what the program throws. */
  run<T>(program: Program<T>): Promise<T>
  /**
   * Begins a request and cuts the power `afterMs` milliseconds later, answered or not. Resolves once the machine has power
   * again, in its next boot.
   */
  interrupt(request: DiskRequest, afterMs: number): Promise<void>
  /** Leaves no room for a file that grows, for a payload, or for a slot, until `free`. */
  fill(): Promise<void>
  free(): Promise<void>
}

/** An update server with payloads, and machines that reach it. */
export interface DiskBench {
  /** A new machine with power; its disk is as delivered. */
  machine(): Promise<DiskMachine>
  /** Builds a release and serves its payload, as `buildRelease` does. */
  publish(version: string, behaviour: Behaviour): Promise<Published>
  /** Impairs the server until what it returns is called. */
  impair(how: Impairment): Promise<() => Promise<void>>
  /** How many bytes of payloads the server has sent so far. */
  served(): Promise<number>
  close(): Promise<void>
}

const TEST_WITHIN_MS = 60_000

/** Long enough for any transfer to go on, in milliseconds. */
export const AMPLE_MS = 10_000

/** One promise, on a machine of its own. */
export function promise(
  title: string,
  bench: () => DiskBench,
  body: (machine: DiskMachine, bench: DiskBench) => Promise<void>,
): void {
  test(title, async () => body(await bench().machine(), bench()), TEST_WITHIN_MS)
}

/** A call as a program. */
export function* only<T>(call: { [Symbol.iterator](): Program<T> }): Program<T> {
  return yield* call
}

/** Downloads as it was declared. */
export const fetched = (
  machine: DiskMachine,
  { url, sha256, size }: Published,
  withinMs = AMPLE_MS,
): Promise<Fetched> => machine.run(only(fetchPayload(url, sha256, size, withinMs)))

/** Does something while the server is impaired. */
export async function impaired<T>(bench: DiskBench, how: Impairment, body: () => Promise<T>): Promise<T> {
  const mend = await bench.impair(how)
  try {
    return await body()
  } finally {
    await mend()
  }
}

/** How long a call takes on the machine's clock. */
export function* timed<T>(call: { [Symbol.iterator](): Program<T> }): Program<{ value: T; tookMs: number }> {
  const from = yield* now()
  const value = yield* call
  return { value, tookMs: (yield* now()) - from }
}
