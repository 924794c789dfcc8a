// Judges a history. A pure function: the same judge serves a run that has just ended and a file of last month.

import type { Event } from '../history/event.ts'
import { assumptions } from '../invariants/assumptions.ts'
import { goals } from '../invariants/goals.ts'
import { invariants } from '../invariants/index.ts'
import type { InvariantVerdict, Judgement } from '../invariants/verdict.ts'
import { type View, viewOf } from '../invariants/view.ts'
import type { Setting } from '../worlds/world.ts'

export function judge(setting: Setting, events: readonly Event[]): Judgement {
  const view = viewOf(setting, events)
  const assumed = assumptions.map(({ id, says, broken }) => {
    const why = broken(view)
    return why ? { id, says, broken: why } : { id, says }
  })
  const judged = judgeInvariants(view)
  return {
    verdict: assumed.some((assumption) => 'broken' in assumption) ? 'harness-fault' : worst(judged),
    assumptions: assumed,
    invariants: judged,
    goals: goals.map(({ id, says, met }) => {
      const event = met(view)
      return event ? { id, says, met: true, event: event.id } : { id, says, met: false }
    }),
  }
}

const judgeInvariants = (view: View): readonly InvariantVerdict[] =>
  invariants.map(({ id, promise, nature, judge: verdictOf }) => ({ id, promise, nature, verdict: verdictOf(view) }))

function worst(verdicts: readonly InvariantVerdict[]): 'holds' | 'violated' | 'undecided' {
  const kinds = verdicts.map(({ verdict }) => verdict.kind)
  return kinds.includes('violated') ? 'violated' : kinds.includes('undecided') ? 'undecided' : 'holds'
}

/** The ids of the invariants that a judgement finds violated, in their order. */
export const violatedBy = (judgement: Judgement): readonly string[] =>
  judgement.invariants.filter(({ verdict }) => verdict.kind === 'violated').map(({ id }) => id)
