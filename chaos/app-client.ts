// A client of the units' app, as people are who wait for it: every 50 ms it asks all machines side by side, each on a new
// connection, and writes down who answered. It has a thread of its own, so that it looks while the harness is busy as well.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { MachineId } from '../src/history/event.ts'

/**
 * A request that takes longer was not answered, in milliseconds: whoever waits for a page waits for so long. Where no app
 * listens the machine refuses at once, so that this is no time in which an outage could hide.
 */
export const WITHIN_MS = 2_000

/** A machine, and where it is asked. */
export interface Site {
  readonly id: MachineId
  readonly app: string
}

/** All machines, asked at one instant. */
export interface Round {
  /** When the requests were sent, Unix time in milliseconds. */
  readonly at: number
  /** What was said in time, by the machine that was asked. */
  readonly answers: ReadonlyMap<MachineId, string>
}

export class AppClient implements AsyncDisposable {
  readonly #worker = new Worker(new URL('app-client.worker.ts', import.meta.url))

  begin(sites: readonly Site[]): void {
    this.#worker.postMessage(sites)
  }

  /** Asks no more. @returns every round since it began, in their order */
  async stop(): Promise<readonly Round[]> {
    this.#worker.postMessage('stop')
    const [rounds] = (await once(this.#worker, 'message')) as [readonly Round[]]
    return rounds
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}

/** A time without an answer: from the first round that nobody answered to the next that somebody did, or to the end. */
export interface Outage {
  readonly from: number
  readonly ms: number
}

export function outagesIn(rounds: readonly Round[]): readonly Outage[] {
  const outages: Outage[] = []
  let from: number | undefined
  for (const { at, answers } of rounds) {
    if (answers.size === 0) from ??= at
    else if (from !== undefined) {
      outages.push({ from, ms: at - from })
      from = undefined
    }
  }
  const last = rounds.at(-1)
  if (last && from !== undefined) outages.push({ from, ms: last.at - from })
  return outages
}

/** For how long nobody looked, at the longest. Milliseconds. */
export function longestGap(rounds: readonly Round[]): number {
  return Math.max(...rounds.slice(1).map(({ at }, before) => at - (rounds[before] as Round).at))
}
