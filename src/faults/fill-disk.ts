// The disk of a machine is full for a while: nothing can be downloaded, unpacked or written down.

import fc from 'fast-check'
import { z } from 'zod'
import { updatersOf } from '../machine/topology.ts'
import { fillDisk, freeDisk, probeDisk } from '../worlds/world.ts'
import { updateDuration } from './duration.ts'
import type { Fault, Testimony } from './fault.ts'

export interface FillDisk {
  readonly do: 'fill-disk'
  readonly machine: string
  /** Milliseconds. */
  readonly forMs: number
}

export const fillDiskFault: Fault<FillDisk> = {
  do: 'fill-disk',
  schema: z.strictObject({ do: z.literal('fill-disk'), machine: z.string(), forMs: z.int().positive() }),
  arbitrary: ({ topology, tuning }) => {
    const machines = updatersOf(topology)
    if (machines.length === 0) return undefined
    return fc.record({
      do: fc.constant('fill-disk' as const),
      machine: fc.constantFrom(...machines),
      forMs: updateDuration(tuning),
    })
  },
  words: ({ machine }) => `fill the disk of ${machine}`,
  machines: ({ machine }) => [machine],
  seizes: ({ machine }) => `the disk of ${machine}`,
  colour: 6,
  *apply({ machine }) {
    yield* fillDisk(machine)
    const testimony = (disk: 'full' | 'has-room', expected: typeof disk): Testimony => ({
      verdict: disk === expected ? 'seen' : 'unseen',
      evidence: `the disk of ${machine} ${disk === 'full' ? 'is full' : 'has room'}`,
    })
    return {
      *begun() {
        return testimony(yield* probeDisk(machine), 'full')
      },
      *mend() {
        yield* freeDisk(machine)
      },
      *ended() {
        return testimony(yield* probeDisk(machine), 'has-room')
      },
    }
  },
}
