import type { MachineId } from '../history/event.ts'
import { copiesOf } from './copies.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { fleetIdOf, registryAt, registryDuring, registryOf, unitOf } from './registry-history.ts'
import type { Verdict } from './verdict.ts'
import type { View } from './view.ts'

/**
 * Judged where a machine gets the right to run a unit, and by the processes that the world saw come up. A service that
 * systemd starts again by itself, on a machine that is cut off and has not heard, may do so for as long as a lease lasts; a
 * machine that stands still hears nothing at all. A global unit needs no lease. Source: coreos/fleet #720, #866.
 */
export const noUnitAfterDestroy: Invariant = {
  id: 'no-unit-after-destroy',
  promise: 'A unit that was destroyed is not started again until it is submitted again.',
  nature: 'safety',
  judge(view) {
    for (const { unit, machine, revision, hash, at, id } of eventsOf(view, 'unit.claimed')) {
      const job = registryAt(view, revision)?.jobs.get(unit)
      if (job !== undefined && (job.unit === undefined || job.unit.hash === hash)) continue
      const why = job === undefined ? 'it did not exist any more' : 'its file was another by then'
      return violated({ says: `${machine} started ${unit} at ${clock(at)}, though ${why}.`, at, events: [id] })
    }
    return judgeCopies(view)
  },
}

function judgeCopies(view: View): Verdict {
  const heardMs = 1000 * (view.tuning.fleet?.ttlSeconds ?? 0) + 2 * view.tuning.callTimeoutMs
  for (const { machine, unit: name, up } of copiesOf(view)) {
    const { at, hash, id } = up
    const unit = unitOf(view, name, hash)
    if (!unit || unit.requirements.global || fleetIdOf(view, machine) === undefined) continue
    const from = at - heardMs
    const existed = registryDuring(view, from, at).some(({ jobs }) => {
      const job = jobs.get(name)
      return job !== undefined && (job.unit === undefined || job.unit.hash === hash)
    })
    if (existed || stoodStill(view, machine, from, at)) continue
    const since = clock(goneSince(view, name, hash, at))
    return violated({
      says: `${machine} started ${name} at ${clock(at)}, though it had been destroyed at ${since}.`,
      at,
      events: [id],
    })
  }
  return HOLDS
}

/** When the registry last lost the unit with this file, before that instant. */
function goneSince(view: View, name: string, hash: string, at: number): number {
  const versions = registryOf(view).filter((version) => version.at <= at)
  const last = versions.findLastIndex(({ snapshot }) => snapshot.jobs.get(name)?.unit?.hash === hash)
  return versions[last + 1]?.at ?? at
}

/** Did the machine stand still at any moment between the two? */
function stoodStill(view: View, machine: MachineId, from: number, until: number): boolean {
  const thaws = eventsOf(view, 'machine.thawed')
  return eventsOf(view, 'machine.frozen').some((frozen) => {
    if (frozen.machine !== machine || frozen.at > until) return false
    const thawed = thaws.find((event) => event.machine === machine && event.at >= frozen.at)
    return thawed === undefined || thawed.at >= from
  })
}
