// The agent: it makes its machine run what the registry says. Start here. Each pass compares what is to be here with what
// the manager shows, and does the difference; a pass waits for nothing. What is to be waited for, a unit that stops, a
// claim that another machine still has, begins another pass when it has happened.

import { now, type Program, receive, spawn } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import type { ManagedUnit } from '../manager/manager.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import { askForClaim, giveBackClaims } from './claiming.ts'
import type { Current } from './current.ts'
import { keepFence, tellFence } from './fence.ts'
import { hashHere, noteFiles } from './files.ts'
import { type AgentMemory, freshMemory } from './memory.ts'
import { perform } from './perform.ts'
import { publishStates } from './publisher.ts'
import { AGENT_RULES, type AgentRules } from './rules.ts'
import { tasksFor } from './tasks.ts'
import { wakeUp } from './wake.ts'

/** Runs for as long as it is let. What it leaves running another agent on the same boot finds. */
export function* fleetAgent(parts: FleetParts, rules: AgentRules = AGENT_RULES): Program<void> {
  const memory = freshMemory()
  parts.cache.subscribe(memory.wake)
  parts.manager.subscribe(memory.wake)
  yield* spawn('fence', keepFence(parts, memory, rules))
  yield* spawn('publisher', publishStates(parts, memory, rules))
  let said = ''
  for (;;) {
    yield* pass(parts, memory, rules)
    const asked = [...memory.asked].join(' ')
    if (asked !== said) yield* wakeUp(memory.publish)
    said = asked
    // as long as nothing changes, and nothing is left to do, a pass would find nothing
    yield* receive(memory.wake, memory.open ? parts.config.tuning.agentIntervalMs : Infinity)
  }
}

function* pass(parts: FleetParts, memory: AgentMemory, rules: AgentRules): Program<void> {
  const { cache, session, manager, config } = parts
  memory.open = false
  memory.attempts.prune(yield* now())
  const { snapshot } = cache
  noteFiles(memory, manager.units(), snapshot)
  yield* tellFence(parts, memory, rules)
  const wanted = rules.wanted(snapshot, config.machine, session.lease)
  if (wanted === undefined || snapshot === undefined) return
  const current = manager.units().map((unit) => currentOf(unit, memory, rules, snapshot, config.machine))
  yield* perform(parts, memory, rules, tasksFor(wanted, current, memory.filesChanged, rules), snapshot)
  for (const { name, state, entitled } of current) {
    const target = wanted.units.get(name)
    if (entitled === 'unsure' && state === 'launched' && target) yield* askForClaim(parts, memory, target, snapshot)
  }
  yield* giveBackClaims(parts, memory, wanted, snapshot)
}

function currentOf(
  unit: ManagedUnit,
  memory: AgentMemory,
  rules: AgentRules,
  snapshot: Snapshot,
  machine: string,
): Current {
  const { name } = unit
  return {
    name,
    hash: hashHere(memory, unit),
    state: rules.stateOf(unit, memory.asked.get(name)),
    entitled: entitlement(name, memory, snapshot, machine),
  }
}

function entitlement(name: UnitName, memory: AgentMemory, snapshot: Snapshot, machine: string): Current['entitled'] {
  if (memory.files.get(name)?.requirements.global || memory.claims.has(name)) return 'yes'
  return snapshot.claims.get(name) === machine ? 'unsure' : 'no'
}
