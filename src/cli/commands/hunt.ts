// `seatrial hunt`: draws schedules and runs them in the simulation until one breaks a promise or the budget is used up.

import { setImmediate as breathe } from 'node:timers/promises'
import { hunt, type HuntOptions, type HuntOutcome, type HuntTally } from '../../harness/hunt.ts'
import { violatedBy } from '../../harness/judge.ts'
import { goals } from '../../invariants/goals.ts'
import { invariants } from '../../invariants/index.ts'
import type { HuntSummary, RunResult } from '../../reporting/result.ts'
import type { DrawnFleet, DrawnUpdates, Pace } from '../../schedule/arbitrary.ts'
import { simWorld } from '../../worlds/sim/sim-world.ts'
import { exitOf, type ExitCode, UsageError } from '../exit.ts'
import { Interrupt } from '../interrupt.ts'
import { type LoadedPlatform, loadPlatform } from '../platforms.ts'
import { resultOf } from '../results.ts'
import { type Written, writeRun } from '../run-directory.ts'
import { render, show } from '../show.ts'
import { paint, print, progress } from '../terminal.ts'
import { topologyOf } from '../topologies.ts'

export interface HuntCommandOptions {
  readonly seed?: number
  readonly runs: number
  readonly seconds: number
  readonly pace: Pace
  readonly updates: DrawnUpdates
  readonly fleet: DrawnFleet
  readonly invariant?: string
  readonly topology?: string
  readonly platform?: string
  readonly out?: string
  readonly json?: boolean
}

export async function huntCommand(options: HuntCommandOptions): Promise<ExitCode> {
  const platform = await loadPlatform(options.platform)
  const { invariant } = options
  if (invariant !== undefined && !invariants.some(({ id }) => id === invariant)) {
    const known = invariants.map(({ id }) => id).join(', ')
    throw new UsageError(`there is no invariant "${invariant}", expected one of ${known}`)
  }
  const topology = options.topology === undefined ? undefined : await topologyOf(options.topology)
  const seed = options.seed ?? freshSeed()
  if (options.json !== true) print(`${paint.dim('seed')}     ${seed}`)
  const hunted = await driveHunt(platform, {
    seed,
    maxRuns: options.runs,
    maxMs: options.seconds * 1000,
    pace: options.pace,
    updates: options.updates,
    fleet: options.fleet,
    quiet: options.json === true,
    ...(invariant === undefined ? {} : { invariant }),
    ...(topology === undefined ? {} : { topology }),
  })
  const result = huntResult(hunted, seed, options.platform, options.out)
  const written = await writeRun(result, options.out)
  if (options.json === true) return show(result, written, true)
  printHunt(hunted.outcome, result, written)
  return exitOf(result.judgement.verdict)
}

type Drive = Omit<HuntOptions, 'world' | 'platform' | 'clock'> & { readonly quiet: boolean }

export interface Hunted {
  readonly outcome: HuntOutcome
  readonly platform: LoadedPlatform
  readonly startedAt: Date
}

/** Drives a hunt to its end, looking up now and then to show how far it is and to hear Ctrl-C. */
export async function driveHunt(platform: LoadedPlatform, { quiet, ...options }: Drive): Promise<Hunted> {
  using interrupt = new Interrupt()
  const line = progress('hunting', quiet)
  const startedAt = new Date()
  try {
    const run = hunt({ ...options, world: simWorld, platform: platform.platform, clock: () => performance.now() })
    for (let shown = 0; ;) {
      const next = run.next()
      if (next.done === true) return { outcome: next.value, platform, startedAt }
      if (next.value.ms - shown < 100) continue
      shown = next.value.ms
      line.say(`${platform.platform.name}: ${describe(next.value)}`)
      await breathe()
      interrupt.signal.throwIfAborted()
    }
  } finally {
    line.stop()
  }
}

/** The result of the one run that a hunt shows: its find, made small, or else the run that met the most goals. */
export function huntResult(
  { outcome, platform, startedAt }: Hunted,
  seed: number,
  platformPath?: string,
  directory?: string,
): RunResult {
  const { tally } = outcome
  const about = {
    world: 'sim',
    platform: platform.platform.name,
    platformPath,
    directory,
    called: `hunt-${platform.platform.name}`,
    startedAt,
    wallMs: tally.ms,
  } as const
  switch (outcome.kind) {
    case 'held':
      return resultOf(outcome.eventful, { ...about, hunt: summary(tally, seed, []) })
    case 'harness-fault':
      return resultOf(outcome.tried, { ...about, origin: { seed, run: outcome.run }, hunt: summary(tally, seed, []) })
    case 'found': {
      const { original, run, shrink, minimal } = outcome
      const shrunk = { fromSteps: original.steps.length, runs: shrink.runs, ms: Math.round(shrink.ms) }
      const hunted = summary(tally, seed, violatedBy(minimal.judgement))
      return resultOf(minimal, { ...about, origin: { seed, run, shrunk }, hunt: hunted })
    }
  }
}

const summary = (tally: HuntTally, seed: number, violated: readonly string[]): HuntSummary => ({
  ...tally,
  ms: Math.round(tally.ms),
  seed,
  violated,
})

export function printHunt(outcome: HuntOutcome, result: RunResult, written: Written): void {
  const { tally } = outcome
  switch (outcome.kind) {
    case 'held': {
      print(`${paint.green('held')}     ${describe(tally)}`)
      const steps = Object.entries(tally.steps).toSorted(([, a], [, b]) => b - a)
      print(`${paint.dim('tried')}    ${steps.map(([kind, times]) => `${times} × ${kind}`).join(', ')}`)
      print(`${paint.dim('kept')}     ${invariants.map(({ id }) => id).join(', ')}`)
      const met = goals.filter(({ id }) => (tally.goals[id] ?? 0) > 0)
      const missed = goals.filter(({ id }) => (tally.goals[id] ?? 0) === 0)
      print(`${paint.dim('met')}      ${met.map(({ id }) => `${id} (${tally.goals[id]})`).join(', ')}`)
      if (missed.length > 0) print(`${paint.yellow('not met')}  ${missed.map(({ id }) => id).join(', ')}`)
      if (tally.undecided > 0) print(`${paint.yellow('undecided')} ${tally.undecided} schedules did not settle`)
      break
    }
    case 'found': {
      const { invariant, run, shrink, original, minimal } = outcome
      const steps = `${original.steps.length} steps to ${minimal.schedule.steps.length}`
      print(
        `${paint.red('found')}    ${invariant}, in run ${run}, after ${seconds(tally.ms)}; ` +
          `shrunk from ${steps} in ${shrink.runs} runs, ${seconds(shrink.ms)}`,
      )
      print(render(result, 'terminal').trimEnd())
      print(`${paint.dim('schedule')} ${written.schedule}`)
      break
    }
    case 'harness-fault':
      print(`${paint.magenta('harness fault')} in run ${outcome.run}: this says nothing about the subject`)
      print(render(result, 'terminal').trimEnd())
  }
  print(`${paint.dim('report')}   ${written.report}`)
}

/** `2,000 schedules, 3.3 virtual days, in 1.7 s` */
function describe({ runs, ms, virtualMs }: HuntTally): string {
  const days = virtualMs / 86_400_000
  const virtual = days >= 1 ? `${days.toFixed(1)} virtual days` : `${(virtualMs / 3_600_000).toFixed(1)} virtual hours`
  return `${runs.toLocaleString('en')} schedules, ${virtual}, in ${seconds(ms)}`
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`

const freshSeed = (): number => Math.floor(Math.random() * 2 ** 31)
