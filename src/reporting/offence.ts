// The events that a judgement points at, with why.

import type { Event } from '../history/event.ts'
import type { RunResult } from './result.ts'

/** One thing that went wrong: a broken promise, or an assumption that did not hold. */
export interface Offence {
  readonly id: string
  /** The promise or the assumption, as a sentence. */
  readonly promise: string
  readonly says: string
  readonly at: number | undefined
  /** Those that the history has, in its order. */
  readonly events: readonly Event[]
  /** Their places in the history. */
  readonly indexes: readonly number[]
  /** How many more the judgement names, which the history does not have. */
  readonly missing: number
}

export function offences({ judgement, events }: RunResult): readonly Offence[] {
  const places = new Map(events.map((event, index) => [event.id, index]))
  const offence = (
    id: string,
    promise: string,
    says: string,
    at: number | undefined,
    ids: readonly string[],
  ): Offence => {
    const indexes = [...new Set(ids.flatMap((each) => places.get(each) ?? []))].sort((a, b) => a - b)
    const named = indexes.flatMap((index) => events[index] ?? [])
    return {
      id,
      promise,
      says,
      at: at ?? named.at(-1)?.at,
      events: named,
      indexes,
      missing: new Set(ids).size - named.length,
    }
  }
  return [
    ...judgement.invariants.flatMap(({ id, promise, verdict }) =>
      verdict.kind === 'violated'
        ? [offence(id, promise, verdict.violation.says, verdict.violation.at, verdict.violation.events)]
        : [],
    ),
    ...judgement.assumptions.flatMap(({ id, says, broken }) =>
      broken ? [offence(id, says, broken.why, undefined, broken.events)] : [],
    ),
  ]
}
