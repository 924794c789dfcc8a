// Why a unit is not where one might want it: what fleet's engine wrote to a debug log and told nobody (coreos/fleet
// #1348).

import type { MachineId } from '../../history/event.ts'
import type { FleetMachine, Snapshot } from '../snapshot.ts'
import type { Unit, UnitName } from '../unit.ts'
import { ableToRun } from './able-to-run.ts'
import { agentOn, clusterOf, standingOf } from './cluster.ts'
import { INACTIVE } from './desired.ts'

/**
 * For each machine that is present, one reason why the unit is not there; or, where nothing speaks against it, that.
 */
export function whyNot(snapshot: Snapshot, name: UnitName): Readonly<Record<MachineId, string>> {
  const reason = reasonFor(snapshot, name)
  return Object.fromEntries([...snapshot.machines].map(([id, machine]) => [id, reason(machine)]))
}

function reasonFor(snapshot: Snapshot, name: UnitName): (machine: FleetMachine) => string {
  const job = snapshot.jobs.get(name)
  if (job === undefined) return () => 'no such unit'
  const { unit, target } = job
  const standing = standingOf(job)
  if (unit === undefined || standing === 'unknown') return () => 'the unit cannot be read, and is left as it is'
  if (standing === 'idle') return () => INACTIVE
  const circle = circleOf(snapshot, unit)
  return (machine) => {
    const agent = agentOn(snapshot, machine)
    if (agent.settled.units.has(name))
      return standing === 'global' ? 'nothing: it is global' : 'nothing: it is scheduled there'
    const dropped = agent.settled.dropped.get(name)
    if (dropped !== undefined) return dropped
    const ability = ableToRun(agent, unit, clusterOf(snapshot))
    if (ability.kind === 'unable') return ability.why + circle
    return target === undefined ? 'nothing: it is about to be scheduled' : `it is scheduled to Machine(${target})`
  }
}

/** A unit that waits for a peer that waits, peer by peer, for the unit: fleet never schedules them. */
function circleOf(snapshot: Snapshot, unit: Unit): string {
  const paths = [[unit.name]]
  const seen = new Set<UnitName>()
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const job = snapshot.jobs.get(path.at(-1) as UnitName)
    if (job?.target !== undefined) continue
    for (const peer of job?.unit?.requirements.peers ?? []) {
      if (peer === unit.name) return `: none of ${[...path, peer].join(' -> ')} can be scheduled before the next`
      if (seen.has(peer)) continue
      seen.add(peer)
      paths.push([...path, peer])
    }
  }
  return ''
}
