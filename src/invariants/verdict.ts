// What a judge says. A verdict is about the subject; an assumption that does not hold is about the trial itself, and then
// no verdict about the subject counts.

/** Where and how a promise broke. */
export interface Violation {
  /** One sentence in plain words: which promise, between whom, when. */
  readonly says: string
  /** Milliseconds since the run began. */
  readonly at: number
  /** The ids of the events that break it, in order. */
  readonly events: readonly string[]
}

export type Verdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'violated'; readonly violation: Violation }
  /** The run gave no grounds to say: it did not settle, or ended too early. */
  | { readonly kind: 'undecided'; readonly why: string }

export interface InvariantVerdict {
  readonly id: string
  /** The promise, as one sentence. */
  readonly promise: string
  readonly nature: 'safety' | 'liveness'
  readonly verdict: Verdict
}

export interface GoalVerdict {
  readonly id: string
  readonly says: string
  readonly met: boolean
  /** The event at which it was met first. */
  readonly event?: string
}

export interface AssumptionVerdict {
  readonly id: string
  readonly says: string
  readonly broken?: { readonly why: string; readonly events: readonly string[] }
}

/** The whole judgement of one history. */
export interface Judgement {
  /** `harness-fault` when an assumption is broken, else the worst of the invariants' verdicts. */
  readonly verdict: 'holds' | 'violated' | 'undecided' | 'harness-fault'
  readonly assumptions: readonly AssumptionVerdict[]
  readonly invariants: readonly InvariantVerdict[]
  readonly goals: readonly GoalVerdict[]
}
