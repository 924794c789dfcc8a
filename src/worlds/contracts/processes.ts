// What a machine promises of the processes that its unit manager starts, once, for every world: simulated processes and
// real ones run this very body. What a world brings: `processes/bench.ts`.

import { describe } from '@jest/globals'
import { opened } from './opened.ts'
import type { ProcessBench } from './processes/bench.ts'
import { endPromises } from './processes/ends.ts'
import { startPromises } from './processes/starts.ts'

export type { ProcessBench, ProcessMachine, Witnessed } from './processes/bench.ts'

const OPEN_WITHIN_MS = 60_000

/**
 * Declares the jest tests of one kind of processes.
 * @param open makes what machines are made on; called once, closed after the last test
 */
export function processContract(name: string, open: () => Promise<ProcessBench>): void {
  describe(`the contract of processes: ${name}`, () => {
    const bench = opened(open, OPEN_WITHIN_MS)
    startPromises(bench)
    endPromises(bench)
  })
}
