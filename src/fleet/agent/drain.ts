// Leaving on purpose, before a reboot or a shutdown: every unit is stopped, and others may run it as soon as it has
// stopped, not only when this machine's lease has run out. The agent must not run any more.

import { firstOf, now, type Program, receive } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import { claimsOf } from '../placement/claims-of.ts'
import { unclaim } from './claims.ts'
import { isAtRest, mayRun } from './current.ts'
import { keepFence } from './fence.ts'
import { noteFiles } from './files.ts'
import { type AgentMemory, freshMemory } from './memory.ts'

/**
 * Stops all units, which takes `drainMs` at most; what has not stopped by then is killed. Then it ends the session, and
 * with it go what it said of its units and the claims that are left: unless something is still alive, for then nobody else
 * may run it before the machine is off.
 */
export function* drain(parts: FleetParts): Program<void> {
  const { manager, session, config, cache } = parts
  const memory = freshMemory()
  noteFiles(memory, manager.units(), cache.snapshot)
  // the fence stays where it is kept: the lease is to outlive the stops
  yield* firstOf({ stopped: stopAll(parts, memory), fence: keepFence(parts, memory) })
  if (manager.units().some(mayRun)) {
    yield* manager.allow(new Set(manager.units().map(({ name }) => name)), -Infinity)
    yield* untilAllStopped(parts, config.tuning.fenceMs)
  }
  if (!manager.units().some(mayRun)) yield* session.leave()
}

function* stopAll(parts: FleetParts, memory: AgentMemory): Program<void> {
  const { manager, config } = parts
  for (const unit of manager.units()) if (!isAtRest(unit)) yield* manager.stop(unit.name)
  yield* untilAllStopped(parts, config.tuning.drainMs, () => giveBackStopped(parts, memory))
}

/** @param each done whenever something has stopped */
function* untilAllStopped({ manager }: FleetParts, withinMs: number, each?: () => Program<void>): Program<void> {
  const changes = manager.subscribe()
  const deadline = (yield* now()) + withinMs
  for (;;) {
    if (each) yield* each()
    const left = deadline - (yield* now())
    if (left <= 0 || manager.units().every(isAtRest)) return
    yield* receive(changes, left)
  }
}

/** Gives back the claim of each unit that has stopped. One that could not be given back ends with the lease. */
function* giveBackStopped({ manager, cache, session, config }: FleetParts, { busy }: AgentMemory): Program<void> {
  const { lease } = session
  if (lease === undefined) return
  const { machine } = config
  const units = new Map(manager.units().map((unit) => [unit.name, unit]))
  for (const name of cache.snapshot ? claimsOf(cache.snapshot, machine) : []) {
    const here = units.get(name)
    if (busy.has(name) || (here && !isAtRest(here))) continue
    busy.add(name) // once
    const hash = here?.hash ?? cache.snapshot?.jobs.get(name)?.unit?.hash ?? ''
    yield* unclaim({ machine, lease }, name, hash, undefined)
  }
}
