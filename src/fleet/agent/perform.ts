// Doing the tasks of a pass, one after the other. Nothing here waits for a unit to stop or for the store: what cannot be
// done yet is left to a later pass, and what fails does not hold up the others (it did: coreos/fleet #1647).

import { now, type Outcome, type Program } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import { serialiseUnitFile } from '../unit-file/serialise.ts'
import { askForClaim } from './claiming.ts'
import { taskFailed } from './failed.ts'
import { tellFence } from './fence.ts'
import { NO_CLAIM } from './may-start.ts'
import type { AgentMemory } from './memory.ts'
import type { AgentRules } from './rules.ts'
import { type AgentTask, type UnitTask, WHY } from './tasks.ts'

type Task<Kind extends UnitTask['kind']> = UnitTask & { readonly kind: Kind }

export function* perform(
  parts: FleetParts,
  memory: AgentMemory,
  rules: AgentRules,
  tasks: readonly AgentTask[],
  snapshot: Snapshot,
): Program<void> {
  for (const task of tasks) {
    if (task.kind === 'reload-unit-files') {
      if (!memory.filesChanged) continue // what is being unloaded has its file still
      memory.filesChanged = false
      yield* parts.manager.reload()
    } else if (memory.attempts.may(keyOf(task), yield* now())) {
      yield* performUnitTask(parts, memory, rules, task, snapshot)
    } else {
      memory.open = true
    }
  }
}

function* performUnitTask(
  parts: FleetParts,
  memory: AgentMemory,
  rules: AgentRules,
  task: UnitTask,
  snapshot: Snapshot,
): Program<void> {
  const outcome = yield* OPERATIONS[task.kind](parts, memory, rules, task as never, snapshot)
  if (outcome === undefined) return
  const failure = rules.failureOf(outcome)
  const retryAt = (yield* now()) + parts.config.tuning.agentIntervalMs
  if (failure === undefined) {
    // what somebody starts without its claim again and again is not stopped in step with that
    if (task.why === WHY.noClaim) memory.attempts.failed(keyOf(task), retryAt)
    else memory.attempts.succeeded(keyOf(task))
    return
  }
  memory.open = true
  memory.attempts.failed(keyOf(task), retryAt)
  yield* taskFailed(parts, task.name, task.kind, failure)
}

const keyOf = (task: UnitTask): string => `${task.kind} ${task.name}`

/** A unit that has become global may have been named to the fence before, and would be killed when that ends. */
function* giveLeave({ manager }: FleetParts, memory: AgentMemory, name: UnitName): Program<void> {
  if (memory.allowed === undefined) return
  memory.allowed = undefined // what is said of the others is to be said again
  yield* manager.allow(new Set([name]), Infinity)
}

/** How a task came out; undefined: it is not its time yet. */
type Operation<Kind extends UnitTask['kind']> = (
  parts: FleetParts,
  memory: AgentMemory,
  rules: AgentRules,
  task: Task<Kind>,
  snapshot: Snapshot,
) => Program<Outcome<void> | undefined>

const OPERATIONS: { readonly [Kind in UnitTask['kind']]: Operation<Kind> } = {
  *unload({ manager }, memory, _rules, { name }) {
    if (memory.unloading.has(name)) return undefined
    const outcome = yield* manager.unload(name)
    if (outcome.kind === 'ok') memory.unloading.add(name)
    return outcome
  },

  *load({ manager }, memory, _rules, { name, wanted }) {
    if (manager.units().some((unit) => unit.name === name)) {
      memory.open = true // the old one has not gone yet
      return undefined
    }
    const outcome = yield* manager.load(name, serialiseUnitFile(wanted.unit.options))
    if (outcome.kind === 'fail') return outcome
    memory.unloading.delete(name)
    memory.asked.delete(name)
    memory.files.set(name, wanted.unit)
    memory.filesChanged = true
    return outcome
  },

  *stop({ manager }, memory, _rules, { name }) {
    const outcome = yield* manager.stop(name)
    if (outcome.kind === 'ok') memory.asked.set(name, 'stop')
    return outcome
  },

  *start(parts, memory, rules, { name, wanted }, snapshot) {
    const { manager, session, config } = parts
    const at = yield* now()
    const scene = { units: manager.units(), at, fenceAt: rules.fenceAt(session, config.tuning) }
    const notYet = rules.whyNotYet(wanted.unit, memory, scene)
    if (notYet !== undefined) {
      memory.open = true
      if (notYet === NO_CLAIM) yield* askForClaim(parts, memory, wanted, snapshot)
      return undefined
    }
    if (wanted.unit.requirements.global) yield* giveLeave(parts, memory, name)
    yield* tellFence(parts, memory, rules)
    const outcome = yield* manager.start(name)
    if (rules.failureOf(outcome) === undefined) memory.asked.set(name, 'start')
    return outcome
  },
}
