import { matchesMachine } from '../fleet/options/machine-id.ts'
import { satisfies } from '../fleet/options/machine-metadata.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import type { Unit } from '../fleet/unit.ts'
import type { MachineId } from '../history/event.ts'
import { copiesOf } from './copies.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { fleetIdOf, registryAt, registryDuring, unitOf } from './registry-history.ts'
import type { Verdict } from './verdict.ts'
import type { View } from './view.ts'

/**
 * Judged where a machine gets the right to run a unit, by the registry of that revision. A machine's metadata is not part
 * of that transaction: it may be as old as two calls to the store. A global unit needs no right, and a machine that is cut
 * off starts it by what it last heard: its metadata must have been right at some time.
 */
export const placementRespected: Invariant = {
  id: 'placement-respected',
  promise: 'MachineID, MachineMetadata and MachineOf hold for every unit that a machine starts.',
  nature: 'safety',
  judge(view) {
    for (const event of eventsOf(view, 'unit.claimed')) {
      const { unit: name, machine, revision, at, id } = event
      const snapshot = registryAt(view, revision)
      const unit = snapshot?.jobs.get(name)?.unit
      if (!snapshot || !unit) continue // that it is there at all is promised by no-unit-after-destroy
      const recent = registryDuring(view, at - 2 * view.tuning.callTimeoutMs, at)
      const why = misplaced(unit, machine, snapshot, [...recent, snapshot])
      if (why === undefined) continue
      return violated({ says: `${machine} started ${name} at ${clock(at)}, though ${why}.`, at, events: [id] })
    }
    return judgeGlobals(view)
  },
}

function judgeGlobals(view: View): Verdict {
  for (const { machine, unit: name, up } of copiesOf(view)) {
    const [unit, id] = [unitOf(view, name, up.hash), fleetIdOf(view, machine)]
    if (!unit?.requirements.global || id === undefined) continue
    const why = wrongMachine(unit, id, () => registryDuring(view, 0, up.at))
    if (why === undefined) continue
    return violated({
      says: `${machine} started ${name} at ${clock(up.at)}, though ${why}.`,
      at: up.at,
      events: [up.id],
    })
  }
  return HOLDS
}

function wrongMachine(
  { requirements }: Unit,
  machine: MachineId,
  known: () => readonly Snapshot[],
): string | undefined {
  if (!matchesMachine(requirements, machine)) return `it requires the machine ${requirements.machineId}`
  if (requirements.metadata.size === 0) return undefined
  const present = known().flatMap(({ machines }) => machines.get(machine) ?? [])
  if (present.some(({ metadata }) => satisfies(requirements, metadata))) return undefined
  return 'its metadata is not what it requires'
}

function misplaced(unit: Unit, machine: MachineId, now: Snapshot, recent: readonly Snapshot[]): string | undefined {
  const { requirements, name } = unit
  const target = now.jobs.get(name)?.target
  if (target !== machine) return target === undefined ? 'it was not scheduled' : `it was scheduled to ${target}`
  const wrong = wrongMachine(unit, machine, () => recent)
  if (wrong !== undefined) return wrong
  for (const peer of requirements.peers) {
    const other = now.jobs.get(peer)
    if (!other?.unit?.requirements.global && other?.target !== machine) return `${peer} was not on that machine`
  }
  return undefined
}
