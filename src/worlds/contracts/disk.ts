// What a machine's disk promises, once, for every world: the simulated disk and a real one run this very body. Start
// here; the promises are in `disk/`, by subject, and so is what a world brings.

import { describe } from '@jest/globals'
import type { DiskBench } from './disk/bench.ts'
import { downloadPromises } from './disk/downloads.ts'
import { filePromises } from './disk/files.ts'
import { slotPromises } from './disk/slots.ts'
import { opened } from './opened.ts'

export type { DiskBench, DiskMachine, Published } from './disk/bench.ts'

const OPEN_WITHIN_MS = 60_000

/**
 * Declares the jest tests of one kind of disk.
 * @param open starts an update server; called once, closed after the last test
 */
export function diskContract(name: string, open: () => Promise<DiskBench>): void {
  describe(`the disk's contract: ${name}`, () => {
    const bench = opened(open, OPEN_WITHIN_MS)
    filePromises(bench)
    downloadPromises(bench)
    slotPromises(bench)
  })
}
