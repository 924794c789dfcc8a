// Why a unit came to one machine and not to another, as the registry stood before the write: read from fleet's own
// placement, so that it can be told where no engine's word was kept.

import { agentOn } from '../fleet/placement/cluster.ts'
import { whyNot } from '../fleet/placement/explain.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import type { MachineId } from '../history/event.ts'
import { grouped, names } from './placement-words.ts'
import { count } from './time-words.ts'

/** Beyond so many machines the reasons of each are not gathered. */
const MOST_MACHINES = 200

/** How whyNot begins where nothing speaks against a machine. */
const ABLE = 'nothing: '

interface Reasons {
  readonly able: readonly MachineId[]
  readonly unable: readonly (readonly [MachineId, string])[]
}

/** Undefined: there are too many machines to ask. */
function reasonsFor(snapshot: Snapshot, unit: string): Reasons | undefined {
  if (snapshot.machines.size > MOST_MACHINES) return undefined
  const all = Object.entries(whyNot(snapshot, unit))
  return {
    able: all.flatMap(([id, why]) => (why.startsWith(ABLE) ? [id] : [])),
    unable: all.filter(([, why]) => !why.startsWith(ABLE)),
  }
}

/**
 * Why the machine was chosen, and why others were not, each in words.
 * @param before the registry as it stood when the unit was scheduled
 */
export function choiceOf(before: Snapshot, unit: string, machine: MachineId): readonly string[] {
  const reasons = reasonsFor(before, unit)
  if (reasons === undefined) return [`${count(before.machines.size, 'machine')} were present`]
  const { able, unable } = reasons
  const others = unable.filter(([id]) => id !== machine)
  return [
    able.includes(machine) ? chosen(before, unit, machine, able) : notAble(before, machine, unable),
    ...(others.length === 0 ? [] : [`not ${grouped(others)}`]),
  ]
}

function notAble(before: Snapshot, machine: MachineId, unable: Reasons['unable']): string {
  if (!before.machines.has(machine)) return `${machine} was not present then`
  return `as the registry stood, ${machine} could not take it: ${unable.find(([id]) => id === machine)?.[1] ?? 'unknown'}`
}

function chosen(before: Snapshot, unit: string, machine: MachineId, able: readonly MachineId[]): string {
  const peers = before.jobs.get(unit)?.unit?.requirements.peers ?? []
  const there = peers.filter((peer) => before.jobs.get(peer)?.target === machine)
  if (there.length > 0) return `MachineOf ${names(there)}, which ${there.length === 1 ? 'is' : 'are'} there`
  if (able.length === 1) return 'the only machine that could take it'
  const loads = able.map((id) => [id, loadOf(before, id)] as const)
  const own = loadOf(before, machine)
  const others = loads.filter(([id]) => id !== machine)
  const rest = `it had ${count(own, 'unit')}, ${names(others.map(([id, load]) => `${id} had ${load}`))}`
  if (others.some(([id, load]) => load < own || (load === own && id < machine))) {
    return `one of ${able.length} that could take it, and not the one that fleet asks first: ${rest}`
  }
  const equals = others.some(([, load]) => load === own) ? ', by name the first of the' : ', the'
  return `of ${able.length} that could take it${equals} least loaded: ${rest}`
}

/** As fleet counts it: what stays there, global units included. */
function loadOf(snapshot: Snapshot, id: MachineId): number {
  const machine = snapshot.machines.get(id)
  return machine === undefined ? 0 : agentOn(snapshot, machine).settled.units.size
}

/**
 * What stood against a unit's staying where it was.
 * @param before the registry as it stood when the unit was taken away
 */
export function whyLeft(before: Snapshot, unit: string, machine: MachineId): string {
  const there = before.machines.get(machine)
  if (there === undefined) return `${machine} was not present any more`
  if (!before.jobs.has(unit)) return 'it had been destroyed'
  // Asked of this machine alone, however many there are.
  const why = whyNot({ ...before, machines: new Map([[machine, there]]) }, unit)[machine] ?? ''
  return why.startsWith(ABLE) ? 'as the registry stood, it could have stayed' : why
}

/** Why each machine that is present does not have a unit that is scheduled to none. */
export function whyNowhere(last: Snapshot, unit: string): string {
  if (last.machines.size === 0) return 'no machine is present'
  const reasons = reasonsFor(last, unit)
  if (reasons === undefined) return 'not on any machine'
  const { able, unable } = reasons
  const leads = last.leader === undefined ? 'no engine leads' : `the engine of ${last.leader.machine} leads`
  return [
    ...(able.length === 0 ? [] : [`${names(able)} could take it, and ${leads}`]),
    ...(unable.length === 0 ? [] : [grouped(unable)]),
  ].join('; ')
}

/** Of a global unit: the machines that cannot take it, and why; undefined: there are none, or they were not asked. */
export function whyNotEverywhere(last: Snapshot, unit: string): string | undefined {
  const unable = reasonsFor(last, unit)?.unable ?? []
  return unable.length === 0 ? undefined : `not on ${grouped(unable)}`
}
