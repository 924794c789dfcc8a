// The fence. A machine that is cut off from the registry loses its claims with its lease, and others then run what it ran:
// so it has stopped that before. The manager is told in advance until when it may run, for the agent may be gone by then.
// fleet had none (coreos/fleet #1361): units ran twice until the machine was back.

import type { FleetFact } from '../../history/event.ts'
import { now, type Program, receive, record } from '../../runtime/operation.ts'
import type { LeaseId } from '../../store/contract.ts'
import type { FleetTuning } from '../config.ts'
import type { FleetParts } from '../daemon.ts'
import type { ManagedUnit } from '../manager/manager.ts'
import type { Session } from '../session/session.ts'
import type { UnitName } from '../unit.ts'
import { mayRun } from './current.ts'
import type { AgentMemory } from './memory.ts'
import { wakeUp } from './wake.ts'

/** The decisions here that a variant may make in another way. */
export interface FenceRules {
  readonly fenceAt: (session: Session, tuning: FleetTuning) => number
  readonly onSessionLost: (memory: AgentMemory, units: readonly ManagedUnit[]) => readonly UnitName[]
}

export const FENCE_RULES: FenceRules = {
  /** When what may run only once must have been killed, in milliseconds since the run began. */
  fenceAt: (session, tuning) => session.validUntil - tuning.fenceMs,
  onSessionLost: forgetClaims,
}

/** What of it runs is to be killed; every claim has to be got again, and what was started has to be started again. */
function forgetClaims(memory: AgentMemory, units: readonly ManagedUnit[]): readonly UnitName[] {
  const guarded = guardedUnits(memory, units)
  const lost = units.filter((unit) => guarded.has(unit.name) && mayRun(unit)).map(({ name }) => name)
  for (const name of lost) memory.fenced.add(name)
  for (const name of guarded) memory.asked.delete(name)
  memory.claims.clear()
  memory.releasing.clear()
  return lost
}

/** Watches the session, and tells the manager. It returns never. */
export function* keepFence(parts: FleetParts, memory: AgentMemory, rules: FenceRules = FENCE_RULES): Program<void> {
  const { session, config, manager } = parts
  const changes = session.subscribe()
  let acted: LeaseId | undefined // the session's lease when the agent was last woken
  for (;;) {
    const limit = rules.fenceAt(session, config.tuning)
    const holds = session.lease !== undefined && (yield* now()) < limit
    if (memory.lease !== undefined && (!holds || session.lease !== memory.lease)) {
      const units = rules.onSessionLost(memory, manager.units())
      yield* record<FleetFact>({ kind: 'fleet.fenced', machine: config.machine, units })
    }
    const before = memory.lease
    memory.lease = holds ? session.lease : undefined
    yield* tellFence(parts, memory, rules)
    if (memory.open || memory.lease !== before || session.lease !== acted) yield* wakeUp(memory.wake)
    acted = session.lease
    const at = yield* now()
    yield* receive(changes, memory.lease === undefined ? Infinity : Math.max(0, limit - at))
  }
}

/**
 * Tells the manager until when the units that may run only once may run, if that has changed. As long as an agent has not
 * had a session, what its predecessor said stays in force. While what was killed is not dead yet, no such unit may run.
 */
export function* tellFence(
  { session, config, manager }: FleetParts,
  memory: AgentMemory,
  rules: FenceRules,
): Program<void> {
  const units = manager.units()
  const running = new Set(units.filter(mayRun).map(({ name }) => name))
  for (const name of memory.fenced) if (!running.has(name)) memory.fenced.delete(name)
  if (memory.lease === undefined && memory.fenced.size === 0) return
  const until = memory.fenced.size > 0 ? -Infinity : rules.fenceAt(session, config.tuning)
  const names = [...guardedUnits(memory, units)].sort()
  const { allowed } = memory
  if (allowed?.until === until && allowed.units.join(' ') === names.join(' ')) return
  memory.allowed = { units: names, until }
  yield* manager.allow(new Set(names), until)
}

/** All that is not known to be global: a unit whose job is gone may be any. */
function guardedUnits(memory: AgentMemory, units: readonly ManagedUnit[]): ReadonlySet<UnitName> {
  const here = units.map(({ name }) => name).filter((name) => !memory.files.get(name)?.requirements.global)
  return new Set([...here, ...memory.claims.keys()])
}
