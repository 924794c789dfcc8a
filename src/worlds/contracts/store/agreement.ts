// Two stores must say the same: generated sequences of operations run on both, and the transcripts are compared. This is
// what holds the simulated cluster against real etcd; where they differ, the simulation is wrong.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { opened } from '../opened.ts'
import type { StoreBench } from './bench.ts'
import { step, type Step } from './steps.ts'
import { transcript } from './transcript.ts'

const OPEN_WITHIN_MS = 120_000
const COMPARE_WITHIN_MS = 300_000

interface AgreementOptions {
  /** Printed with a counter-example; the same seed generates the same sequences. */
  readonly seed?: number
  readonly sequences?: number
}

/** Declares one jest test that runs the same generated sequences on both stores. */
export function storeAgreement(
  name: string,
  openA: () => Promise<StoreBench>,
  openB: () => Promise<StoreBench>,
  { seed = 20_261_124, sequences = 100 }: AgreementOptions = {},
): void {
  describe(`two stores agree: ${name}`, () => {
    const [storeA, storeB] = [opened(openA, OPEN_WITHIN_MS), opened(openB, OPEN_WITHIN_MS)]

    test(
      `${sequences} sequences, seed ${seed}`,
      async () => {
        const same = async (steps: readonly Step[]): Promise<void> => {
          const [a, b] = [storeA(), storeB()]
          const [saidByA, saidByB] = [
            await a.run(transcript(a.prefix(), steps)),
            await b.run(transcript(b.prefix(), steps)),
          ]
          expect(saidByA).toEqual(saidByB)
        }
        await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 16 }), same), { seed, numRuns: sequences })
      },
      COMPARE_WITHIN_MS,
    )
  })
}
