// What a fault is: something that the world does to the cluster, as a step of a schedule. One file per kind; `index.ts`
// lists them. A fault that was not witnessed makes the run a harness fault, never a pass.

import type fc from 'fast-check'
import type { z } from 'zod'
import type { MachineId } from '../history/event.ts'
import type { Program } from '../runtime/operation.ts'
import type { Setting } from '../worlds/world.ts'

/** What the witness says of a fault's beginning or of its end. */
export interface Testimony {
  /** `moot`: it could not show here, for the reason that the evidence gives. */
  readonly verdict: 'seen' | 'moot' | 'unseen'
  readonly evidence: string
}

/** A fault in force. */
export interface Applied {
  /** Proves that it took effect. Called once, right after it was applied. */
  readonly begun: () => Program<Testimony>
  /** Takes it back. */
  readonly mend: () => Program<void>
  /** Proves that it is over. Called once, after `mend`. */
  readonly ended: () => Program<Testimony>
}

export interface Fault<Fields extends { readonly do: string; readonly forMs?: number | undefined }> {
  readonly do: Fields['do']
  readonly schema: z.ZodType<Fields>
  /** Draws one, or undefined where the topology has nothing for it to act upon. */
  readonly arbitrary: (setting: Setting) => fc.Arbitrary<Fields> | undefined
  /** Half a sentence, without the duration: `cut the power of m1`. */
  readonly words: (step: Fields) => string
  /** The machines that it names. */
  readonly machines: (step: Fields) => readonly MachineId[]
  /** What it takes hold of, by name: one thing is under one fault at a time, or no witness could tell them apart. */
  readonly seizes: (step: Fields) => string
  /** Its colour in a report, as an index into the report's palette of faults. */
  readonly colour: number
  readonly apply: (step: Fields, setting: Setting) => Program<Applied>
}
