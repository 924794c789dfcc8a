// Makes a failing schedule as small as it gets while it still breaks the same promise. The passes run over and over until
// none of them changes anything: fewer steps first, then fewer machines, then plainer instants and rounder times.
//
// The invariant is pinned, so that the search does not slip to another bug on the way.

import { misfit } from '../schedule/misfit.ts'
import { namedBy, renamed, type Schedule, type Step } from '../schedule/schedule.ts'
import { plainFleet } from './minimise-fleet.ts'
import { plainChannels, plainFields } from './minimise-updates.ts'

export interface Minimised {
  readonly schedule: Schedule
  /** How many candidates were run. */
  readonly runs: number
}

export interface MinimiseOptions {
  /** True: the cluster is somebody's own, and stays as it is. */
  readonly keepTopology: boolean
  /** Stops there with the smallest found so far. */
  readonly maxRuns?: number
}

/**
 * @param fails runs a candidate: true if it breaks the pinned invariant and is otherwise sound. It must be a function of
 * the candidate alone.
 */
export function minimise(
  schedule: Schedule,
  fails: (candidate: Schedule) => boolean,
  { keepTopology, maxRuns = 2_000 }: MinimiseOptions,
): Minimised {
  const search = new Search(schedule, fails, maxRuns)
  const passes = keepTopology ? STEP_PASSES : [...STEP_PASSES, plainChannels, plainFleet, dropMachines, canonicalNames]
  for (;;) {
    const before = search.best
    for (const pass of passes) pass(search)
    if (search.best === before || search.spent) return { schedule: search.best, runs: search.runs }
  }
}

const STEP_PASSES = [dropChunks, plainSeed, plainFields, plainInstants, roundTimes]

/** Tried in place of a drawn seed. */
const PLAIN_SEEDS = [0, 1, 2]

export class Search {
  best: Schedule
  runs = 0
  readonly #fails: (candidate: Schedule) => boolean
  readonly #maxRuns: number

  constructor(schedule: Schedule, fails: (candidate: Schedule) => boolean, maxRuns: number) {
    this.best = schedule
    this.#fails = fails
    this.#maxRuns = maxRuns
  }

  get spent(): boolean {
    return this.runs >= this.#maxRuns
  }

  /** Takes the candidate if it still fails. */
  try(candidate: Schedule): boolean {
    if (this.spent) return false
    this.runs++
    if (!this.#fails(candidate)) return false
    this.best = candidate
    return true
  }

  /** Takes other steps if they fail, with this seed or a plain one: fewer steps may need other latencies. */
  trySteps(steps: readonly Step[]): boolean {
    return [this.best.seed, ...PLAIN_SEEDS].some((seed) => this.try({ ...this.best, seed, steps }))
  }

  tryStep(index: number, step: Step): boolean {
    if (JSON.stringify(step) === JSON.stringify(this.best.steps[index])) return false
    return this.try({ ...this.best, steps: this.best.steps.with(index, step) })
  }
}

/** Delta debugging (Zeller and Hildebrandt, 2002): halves first, then ever smaller pieces, down to single steps. */
function dropChunks(search: Search): void {
  for (let size = Math.ceil(search.best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = search.best.steps.length - size; from >= 0; from--) {
      const { steps } = search.best
      if (from + size <= steps.length) search.trySteps(steps.toSpliced(from, size))
    }
  }
}

/** A machine, with the steps that name it; the last first. */
function dropMachines(search: Search): void {
  for (const { id } of search.best.topology.machines.toReversed()) {
    const { steps, topology } = search.best
    if (topology.machines.length === 1) return
    const fewer = { machines: topology.machines.filter((machine) => machine.id !== id) }
    search.try({
      ...search.best,
      topology: fewer,
      steps: steps.filter((step) => !namedBy(step).includes(id) && misfit(step, fewer) === undefined),
    })
  }
}

/** Machines are called m0, m1, … in the order in which the steps name them first, then in the topology's. */
function canonicalNames(search: Search): void {
  const { steps, topology } = search.best
  const order = [...new Set([...steps.flatMap(namedBy), ...topology.machines.map((machine) => machine.id)])]
  const names = new Map(order.map((id, index) => [id, `m${index}`]))
  if (order.every((id, index) => id === `m${index}` && topology.machines[index]?.id === id)) return
  const machines = order.flatMap((id) => topology.machines.filter((machine) => machine.id === id))
  search.try({
    ...search.best,
    topology: { machines: machines.map((machine) => ({ ...machine, id: names.get(machine.id) ?? machine.id })) },
    steps: steps.map((step) => renamed(step, names)),
  })
}

function plainSeed(search: Search): void {
  for (const seed of PLAIN_SEEDS) if (seed < search.best.seed && search.try({ ...search.best, seed })) return
}

/** A trigger becomes a time, where a time will do; one that names a machine, one that names none. */
function plainInstants(search: Search): void {
  search.best.steps.forEach((step, index) => {
    if (search.tryStep(index, { ...step, when: { at: 0 } })) return
    const { when } = step
    if (!('on' in when)) return
    if (search.tryStep(index, { ...step, when: { ...when, plusMs: 0 } })) return
    if (when.machine !== undefined) search.tryStep(index, { ...step, when: { on: when.on, plusMs: when.plusMs } })
  })
}

/** Every time becomes the roundest smaller one that will do, or, a duration, the roundest larger one. */
function roundTimes(search: Search): void {
  search.best.steps.forEach((_, index) => {
    const step = () => search.best.steps[index] as Step
    const { when } = step()
    const delay = 'at' in when ? when.at : when.plusMs
    for (const ms of rounder(delay)) {
      const at = 'at' in when ? { at: ms } : { ...when, plusMs: ms }
      if (search.tryStep(index, { ...step(), when: at })) break
    }
    const now = step()
    if (!('forMs' in now) || now.forMs === undefined) return
    for (const ms of rounder(now.forMs)) {
      if (ms > 0 && search.tryStep(index, { ...now, forMs: ms })) break
    }
  })
}

/** Rounder values near this one, the roundest first; never the value itself. */
function rounder(value: number): readonly number[] {
  const found: number[] = []
  for (const unit of [60_000, 10_000, 1_000, 500, 100, 50, 10]) {
    for (const candidate of [Math.floor(value / unit) * unit, Math.ceil(value / unit) * unit]) {
      if (candidate === value) return found // as round as this unit already
      if (candidate > 2 * value) continue // rounder, but not simpler
      if (!found.includes(candidate)) found.push(candidate)
    }
  }
  return found
}
