// Getting and giving back claims, beside the agent's passes: a store that does not answer holds up nothing else. A claim
// that another machine still has is not asked for until the snapshot shows it free.

import { now, type Program, spawn } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import { claimsOf } from '../placement/claims-of.ts'
import type { Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import { type Claimant, claim, unclaim } from './claims.ts'
import { isAtRest } from './current.ts'
import { taskFailed } from './failed.ts'
import { hashHere } from './files.ts'
import type { AgentMemory, Claim } from './memory.ts'
import { wakeUp } from './wake.ts'
import type { Desired, DesiredUnit } from '../placement/desired.ts'

/** Begins to ask for a unit's claim, unless that is under way or hopeless. */
export function* askForClaim(
  parts: FleetParts,
  memory: AgentMemory,
  wanted: DesiredUnit,
  snapshot: Snapshot,
): Program<void> {
  const { name } = wanted.unit
  const { machine } = parts.config
  if (memory.lease === undefined || memory.busy.has(name) || memory.releasing.has(name)) return
  const holder = snapshot.claims.get(name)
  if (holder !== undefined && holder !== machine) return
  if (!memory.attempts.may(`claim ${name}`, yield* now(), snapshot)) {
    memory.open = true
    return
  }
  memory.busy.add(name)
  yield* spawn('claim', claimed(parts, memory, { machine, lease: memory.lease }, wanted, snapshot))
}

function* claimed(
  parts: FleetParts,
  memory: AgentMemory,
  claimant: Claimant,
  wanted: DesiredUnit,
  snapshot: Snapshot,
): Program<void> {
  const { name } = wanted.unit
  const answer = yield* claim(claimant, wanted, snapshot)
  memory.busy.delete(name)
  const retryAt = (yield* now()) + parts.config.tuning.agentIntervalMs
  const what = `claim ${name}`
  if (answer.kind === 'held') {
    memory.attempts.succeeded(what)
    if (memory.lease === claimant.lease) memory.claims.set(name, answer.claim)
  } else if (answer.kind === 'refused') {
    memory.attempts.refused(what, retryAt, snapshot)
  } else {
    memory.attempts.failed(what, retryAt)
    yield* taskFailed(parts, name, 'claim', answer.reason)
  }
  yield* wakeUp(memory.wake)
}

/** Begins to give back every claim whose unit is not to run here any more, or not with this file, and has stopped. */
export function* giveBackClaims(
  parts: FleetParts,
  memory: AgentMemory,
  wanted: Desired,
  snapshot: Snapshot,
): Program<void> {
  const { lease } = memory
  if (lease === undefined) return
  const { machine } = parts.config
  const names = new Set([...claimsOf(snapshot, machine), ...memory.claims.keys(), ...memory.releasing.keys()])
  const units = new Map(parts.manager.units().map((unit) => [unit.name, unit]))
  for (const name of [...names].sort()) {
    if (memory.busy.has(name) || wanted.unknown.includes(name)) continue
    const here = units.get(name)
    const held = memory.claims.get(name) ?? memory.releasing.get(name)
    if (!memory.releasing.has(name)) {
      if (here && !isAtRest(here)) continue
      const target = wanted.units.get(name)
      const stays =
        target?.targetState === 'launched' &&
        here &&
        hashHere(memory, here) === target.unit.hash &&
        !memory.unloading.has(name)
      if (stays && (held === undefined || held.hash === target.unit.hash)) continue
    }
    const what = `unclaim ${name}`
    if (!memory.attempts.may(what, yield* now(), snapshot)) {
      memory.open = true
      continue
    }
    memory.claims.delete(name) // nothing is started on it from here on
    memory.asked.delete(name)
    memory.releasing.set(name, held)
    memory.busy.add(name)
    const hash = held?.hash ?? here?.hash ?? snapshot.jobs.get(name)?.unit?.hash ?? ''
    yield* spawn('unclaim', givenBack(parts, memory, { machine, lease }, name, hash, held, snapshot))
  }
}

function* givenBack(
  parts: FleetParts,
  memory: AgentMemory,
  claimant: Claimant,
  name: UnitName,
  hash: string,
  held: Claim | undefined,
  snapshot: Snapshot,
): Program<void> {
  const answer = yield* unclaim(claimant, name, hash, held)
  memory.busy.delete(name)
  const retryAt = (yield* now()) + parts.config.tuning.agentIntervalMs
  const what = `unclaim ${name}`
  if (answer.kind === 'ok') {
    memory.releasing.delete(name)
    memory.attempts.refused(what, retryAt, snapshot) // this snapshot shows it still, a later one does not
  } else {
    memory.attempts.failed(what, retryAt)
    yield* taskFailed(parts, name, 'unclaim', answer.reason)
  }
  yield* wakeUp(memory.wake)
}
