// What an invariant is: a promise, and a pure function of a history that says whether it was kept. One file per promise;
// `index.ts` lists them. Each has a planted bug that it must catch.

import type { Verdict, Violation } from './verdict.ts'
import type { View } from './view.ts'

export interface Invariant {
  readonly id: string
  /** The sentence that a report prints. */
  readonly promise: string
  readonly nature: 'safety' | 'liveness'
  readonly judge: (view: View) => Verdict
}

export const HOLDS: Verdict = { kind: 'holds' }

export const violated = (violation: Violation): Verdict => ({ kind: 'violated', violation })

export const undecided = (why: string): Verdict => ({ kind: 'undecided', why })
