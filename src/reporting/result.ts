// The versioned result of a run: all that any report format needs, and all that a format may use. A format is a pure
// function of it.

import type { Event } from '../history/event.ts'
import type { Judgement } from '../invariants/verdict.ts'
import type { Schedule } from '../schedule/schedule.ts'

/** How the schedule came about. */
export interface Origin {
  /** The seed of the hunt that found it, and which of its runs it was (from 1). */
  readonly seed: number
  readonly run: number
  /** What shrinking did. */
  readonly shrunk?: { readonly fromSteps: number; readonly runs: number; readonly ms: number }
}

/** What a whole hunt saw, beside the one run that is shown. */
export interface HuntSummary {
  readonly seed: number
  readonly runs: number
  readonly ms: number
  readonly virtualMs: number
  /** For each goal, in how many runs it was met. */
  readonly goals: Readonly<Record<string, number>>
  /** For each kind of step, how often it was applied. */
  readonly steps: Readonly<Record<string, number>>
  readonly violated: readonly string[]
  readonly undecided: number
}

export interface RunResult {
  readonly seatrial: 'result'
  readonly version: 1
  readonly id: string
  readonly world: 'sim' | 'docker'
  /** The name of the platform under trial: `reference`, or a variant's. */
  readonly platform: string
  readonly schedule: Schedule
  readonly judgement: Judgement
  readonly events: readonly Event[]
  readonly origin?: Origin
  readonly hunt?: HuntSummary
  readonly environment: {
    readonly seatrial: string
    readonly node: string
    readonly startedAt: string
    /** Images and their digests, engine version: what the world is made of. */
    readonly details: Readonly<Record<string, string>>
  }
  readonly duration: { readonly wallMs: number; readonly virtualMs: number }
  /** One command that shows this again. */
  readonly replay: string
}
