// What an action is: something that people do to the cluster, as a step of a schedule. One file per kind; `index.ts`
// lists them.

import type fc from 'fast-check'
import type { z } from 'zod'
import type { Program } from '../runtime/operation.ts'
import type { Setting } from '../worlds/world.ts'

/** How the operator's request came back. */
export interface Answered {
  readonly outcome: 'ok' | 'fail' | 'unknown'
  readonly detail: string
}

export interface Action<Fields extends { readonly do: string }> {
  readonly do: Fields['do']
  readonly schema: z.ZodType<Fields>
  /** Draws one, or undefined where the topology has nothing for it to act upon. */
  readonly arbitrary: (setting: Setting) => fc.Arbitrary<Fields> | undefined
  /** Half a sentence: `ask m1 to reboot`. */
  readonly words: (step: Fields) => string
  /** The machines that it names. */
  readonly machines: (step: Fields) => readonly string[]
  /** Does it, on the operator's host. */
  readonly apply: (step: Fields, setting: Setting) => Program<Answered>
}
