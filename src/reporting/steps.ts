// The schedule's steps with what became of each, read from the history.

import type { EventOf } from '../history/event.ts'
import { isFault, type Step } from '../schedule/schedule.ts'
import { describeDeed, describeStep } from '../schedule/words.ts'
import { shortened } from './printable.ts'
import type { RunResult } from './result.ts'
import { clock } from './time-words.ts'

export interface StepOutcome {
  /** Counts from 1, as the history does. */
  readonly number: number
  readonly step: Step
  /** When and what, in words. */
  readonly words: string
  /** What, in words. */
  readonly deed: string
  readonly fault: boolean
  readonly applied?: EventOf<'step.applied'>
  readonly mended?: EventOf<'step.mended'>
  readonly skipped?: EventOf<'step.skipped'>
  readonly answered?: EventOf<'operator.answered'>
  readonly witnessed: readonly EventOf<'step.witnessed'>[]
}

const LONGEST_WORDS = 300

/** What became of a step, with the evidence: `00:12.000 m1 is off; 00:15.000 m1 answers`. */
export function outcomeWords({ applied, skipped, witnessed, answered }: StepOutcome): string {
  if (skipped) return `skipped: ${skipped.why}`
  if (!applied) return 'not reached'
  const seen = witnessed.map(
    ({ at, verdict, evidence }) => `${clock(at)} ${verdict === 'seen' ? '' : `${verdict}: `}${evidence}`,
  )
  const answer = answered ? [`${clock(answered.at)} ${answered.outcome}: ${answered.detail}`] : []
  const all = [...seen, ...answer]
  return shortened(all.length === 0 ? `${clock(applied.at)} applied` : all.join('; '), LONGEST_WORDS)
}

type Facts = Omit<StepOutcome, 'number' | 'step' | 'words' | 'deed' | 'fault'>

export function stepOutcomes(result: RunResult): readonly StepOutcome[] {
  const facts = new Map<number, Facts>()
  for (const event of result.events) {
    if (!('step' in event)) continue
    const before = facts.get(event.step) ?? { witnessed: [] }
    facts.set(event.step, withEvent(before, event))
  }
  return result.schedule.steps.map((step, index) => ({
    ...(facts.get(index + 1) ?? { witnessed: [] }),
    number: index + 1,
    step,
    words: describeStep(step),
    deed: describeDeed(step),
    fault: isFault(step),
  }))
}

function withEvent(
  before: Facts,
  event: EventOf<'step.applied' | 'step.mended' | 'step.skipped' | 'step.witnessed' | 'operator.answered'>,
): Facts {
  switch (event.kind) {
    case 'step.applied':
      return { ...before, applied: event }
    case 'step.mended':
      return { ...before, mended: event }
    case 'step.skipped':
      return { ...before, skipped: event }
    case 'operator.answered':
      return { ...before, answered: event }
    case 'step.witnessed':
      return { ...before, witnessed: [...before.witnessed, event] }
  }
}
