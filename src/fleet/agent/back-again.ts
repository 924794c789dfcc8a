// Whether the cluster has got over a machine's absence: only then may the next one go. What the machine ran may run on
// another by now, or be on its way there.

import type { Program } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import { readStates } from '../registry/states.ts'
import type { Job } from '../snapshot.ts'
import { isReady } from './readiness.ts'

/**
 * This machine has what it is to have (readiness.ts), and every unit of the cluster that is to run, and has a machine, runs
 * there or has failed. One that no machine can take is not waited for.
 */
export function* isBackAgain(parts: FleetParts): Program<boolean> {
  const { snapshot } = parts.cache
  if (snapshot === undefined || !isReady(parts)) return false
  const placed = [...snapshot.jobs.values()].filter((job) => isToRun(job) && job.target !== undefined)
  if (placed.length === 0) return true
  if (!placed.every(({ name, target }) => snapshot.claims.get(name) === target)) return false
  return yield* allStarted(placed)
}

const isToRun = ({ unit, targetState }: Job): boolean =>
  unit !== undefined && targetState === 'launched' && !unit.requirements.global

/** By what their machines say of them. */
function* allStarted(placed: readonly Job[]): Program<boolean> {
  const read = yield* readStates({})
  if (read.kind !== 'ok') return false
  const shown = new Map(read.value.states.map((state) => [`${state.unit} ${state.machine}`, state]))
  return placed.every(({ name, target, unit }) => {
    const state = shown.get(`${name} ${target}`)
    if (!state?.launched || state.hash !== unit?.hash) return false
    return state.active !== 'deactivating' && (state.active !== 'activating' || state.sub === 'auto-restart')
  })
}
