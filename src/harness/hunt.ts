// A hunt: many drawn schedules, one after the other, until one breaks a promise or the budget is used up. The first find is
// made small. A generator that yields its progress, so that whoever drives it decides when to look up from the work.

import fc from 'fast-check'
import type { Judgement } from '../invariants/verdict.ts'
import type { Platform } from '../machine/platform.ts'
import { RandomStream } from '../runtime/random.ts'
import { scheduleArbitrary, type ScheduleOptions } from '../schedule/arbitrary.ts'
import type { Schedule } from '../schedule/schedule.ts'
import type { InstantWorld } from '../worlds/world.ts'
import { violatedBy } from './judge.ts'
import { minimise } from './minimise.ts'
import { runTrialNow, type Tried } from './trial.ts'

export interface HuntOptions extends ScheduleOptions {
  readonly world: InstantWorld
  readonly platform: Platform
  readonly seed: number
  readonly maxRuns: number
  readonly maxMs: number
  /** The caller's clock, in milliseconds: this room has none. */
  readonly clock: () => number
  /** Looks for this invariant's violation alone; absent: for any. */
  readonly invariant?: string
}

/** What a hunt has seen so far. */
export interface HuntTally {
  readonly runs: number
  readonly ms: number
  /** Sum over all runs, in milliseconds of the simulation's clock. */
  readonly virtualMs: number
  readonly undecided: number
  /** In how many runs each goal was met. */
  readonly goals: Readonly<Record<string, number>>
  /** How often each kind of step was applied. */
  readonly steps: Readonly<Record<string, number>>
}

/** `eventful`: the run that met the most goals, to show what held. */
export type HuntOutcome =
  | { readonly kind: 'held'; readonly tally: HuntTally; readonly eventful: Tried }
  | {
      readonly kind: 'found'
      readonly tally: HuntTally
      readonly invariant: string
      /** Which run found it, from 1. */
      readonly run: number
      readonly original: Schedule
      readonly minimal: Tried
      readonly shrink: { readonly runs: number; readonly ms: number }
    }
  | { readonly kind: 'harness-fault'; readonly tally: HuntTally; readonly run: number; readonly tried: Tried }

/** Schedules are drawn in batches, each from a seed of its own, so that memory stays flat however long the hunt. */
const BATCH = 64

export function* hunt(options: HuntOptions): Generator<HuntTally, HuntOutcome, void> {
  const { world, platform, seed, maxRuns, maxMs, clock } = options
  const started = clock()
  const tally = new Tally()
  let eventful: Tried | undefined
  for (const schedule of drawn(options, seed)) {
    const tried = runTrialNow(world, schedule, platform)
    tally.add(tried)
    if (eventful === undefined || goalsMet(tried) > goalsMet(eventful)) eventful = tried
    const run = tally.runs
    if (tried.judgement.verdict === 'harness-fault') {
      return { kind: 'harness-fault', tally: tally.at(clock() - started), run, tried }
    }
    const invariant = wanted(tried.judgement, options.invariant)
    if (invariant !== undefined) {
      const shrinkFrom = clock()
      const broken = violatedBy(tried.judgement)
      const fails = (candidate: Schedule) => breaks(world, platform, candidate, invariant, broken)
      const small = minimise(schedule, fails, { keepTopology: options.topology !== undefined })
      const shrink = { runs: small.runs, ms: clock() - shrinkFrom }
      const minimal = runTrialNow(world, small.schedule, platform)
      return {
        kind: 'found',
        tally: tally.at(shrinkFrom - started),
        invariant,
        run,
        original: schedule,
        minimal,
        shrink,
      }
    }
    const ms = clock() - started
    if (run >= maxRuns || ms >= maxMs) return { kind: 'held', tally: tally.at(ms), eventful }
    if (run % BATCH === 0) yield tally.at(ms)
  }
  throw new Error('schedules never run out')
}

/** Schedules without end: the same seed draws the same ones. */
export function* drawn(options: ScheduleOptions, seed: number): Generator<Schedule, void, void> {
  const arbitrary = scheduleArbitrary(options)
  const batches = new RandomStream(seed, 'schedules')
  for (;;) yield* fc.sample(arbitrary, { seed: batches.next() | 0, numRuns: BATCH })
}

/**
 * Does the schedule break this invariant, and none but these, in a run that is otherwise sound? A smaller cluster may
 * break promises that the one it came from kept, and its report would be about something else.
 */
export function breaks(
  world: InstantWorld,
  platform: Platform,
  schedule: Schedule,
  invariant: string,
  among: readonly string[],
): boolean {
  const { judgement } = runTrialNow(world, schedule, platform)
  const broken = violatedBy(judgement)
  return judgement.verdict === 'violated' && broken.includes(invariant) && broken.every((id) => among.includes(id))
}

function wanted(judgement: Judgement, invariant: string | undefined): string | undefined {
  const violated = violatedBy(judgement)
  return invariant === undefined ? violated[0] : violated.find((id) => id === invariant)
}

const goalsMet = ({ judgement }: Tried): number => judgement.goals.filter(({ met }) => met).length

class Tally {
  runs = 0
  #virtualMs = 0
  #undecided = 0
  readonly #goals: Record<string, number> = {}
  readonly #steps: Record<string, number> = {}

  add({ judgement, recording, schedule }: Tried): void {
    this.runs++
    this.#virtualMs += recording.endedAt
    if (judgement.verdict === 'undecided') this.#undecided++
    for (const { id, met } of judgement.goals) this.#goals[id] = (this.#goals[id] ?? 0) + (met ? 1 : 0)
    for (const event of recording.events) {
      if (event.kind !== 'step.applied') continue
      const kind = schedule.steps[event.step - 1]?.do
      if (kind !== undefined) this.#steps[kind] = (this.#steps[kind] ?? 0) + 1
    }
  }

  at(ms: number): HuntTally {
    return {
      runs: this.runs,
      ms,
      virtualMs: this.#virtualMs,
      undecided: this.#undecided,
      goals: { ...this.#goals },
      steps: { ...this.#steps },
    }
  }
}
