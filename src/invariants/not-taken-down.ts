import { desiredOn } from '../fleet/placement/desired.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import type { EventOf } from '../history/event.ts'
import { type Copy, copiesOf, endOf } from './copies.ts'
import { goesDown } from './going-down.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { fleetIdOf, type RegistryVersion, registryOf, unitOf } from './registry-history.ts'
import type { View } from './view.ts'

/** Milliseconds between a process's end and the word of it, at the most: see the assumption clocks-agree. */
const SLACK_MS = 20

/** A machine may hear of a write before whoever writes the history down does: by no more than a call may take. */
const heardBy = ({ tuning }: View, at: number): number => at + tuning.callTimeoutMs

/**
 * fleet once took everything down whenever it could not reach etcd (coreos/fleet #708). A machine that knows nothing goes on
 * with what it has: judged where it begins to stop a unit of which a process runs. It may have learnt late of what was
 * said, but not before it joined, nor before what it started the unit by. A unit that may run only once goes with its
 * claim; what the fence kills is not asked to stop; of what cannot be read, see `unknown-left-alone`.
 */
export const notTakenDown: Invariant = {
  id: 'not-taken-down',
  promise: 'A running unit is stopped only after the registry has said that it is not to run there.',
  nature: 'safety',
  judge(view) {
    for (const stop of eventsOf(view, 'unit.state')) {
      if (!STOPS.has(stop.sub)) continue
      const copy = copyOf(view, stop)
      const unit = unitOf(view, stop.unit, stop.hash)
      if (copy === undefined || unit === undefined || goesDown(view, stop)) continue
      if (!unit.requirements.global && !holdsClaim(view, stop)) continue
      const known = versionsBetween(view, joinedAt(view, copy, stop), stop.at)
      const first = known.findIndex(({ snapshot }) => wantedOn(snapshot, stop) === 'yes')
      if (first < 0 || known.slice(first).some(({ snapshot }) => wantedOn(snapshot, stop) === 'no')) continue
      const says = `${stop.machine} stopped ${stop.unit} at ${clock(stop.at)}, though it was to run there.`
      return violated({ says, at: stop.at, events: [copy.up.id, stop.id] })
    }
    return HOLDS
  },
}

/** What systemd shows while it stops a unit because it was asked to. */
const STOPS: ReadonlySet<string> = new Set(['stop', 'stop-sigterm'])

type Shown = EventOf<'unit.state'>

/** The process that is to be stopped. */
const copyOf = (view: View, { unit, machine, at }: Shown): Copy | undefined =>
  copiesOf(view).findLast(
    (copy) =>
      copy.unit === unit &&
      fleetIdOf(view, copy.machine) === machine &&
      copy.up.at <= at &&
      endOf(copy) >= at - SLACK_MS,
  )

/** The machine has had the claim since it got it last, and has not given it up for lost. */
function holdsClaim(view: View, { unit, machine, at }: Shown): boolean {
  const claim = eventsOf(view, 'unit.claimed').findLast(
    (event) => event.unit === unit && event.machine === machine && event.at <= at,
  )
  if (claim === undefined) return false
  const held = registryOf(view).filter(
    (version) => version.revision >= claim.revision && version.at <= heardBy(view, at),
  )
  if (held.some(({ snapshot }) => snapshot.claims.get(unit) !== machine)) return false
  return !eventsOf(view, 'fleet.fenced').some(
    (event) => event.machine === machine && event.at >= claim.at && event.at <= at,
  )
}

/** When the machine's fleet joined last before this process came up. */
const joinedAt = (view: View, { up }: Copy, { machine }: Shown): number =>
  eventsOf(view, 'fleet.joined').findLast((event) => event.machine === machine && event.at <= up.at)?.at ?? 0

/** What was in force when the machine joined, and what has been said since. */
function versionsBetween(view: View, from: number, until: number): readonly RegistryVersion[] {
  const versions = registryOf(view)
  const inForce = versions.findLastIndex(({ at }) => at <= from - SLACK_MS)
  return versions.slice(Math.max(0, inForce)).filter(({ at }) => at <= heardBy(view, until))
}

/** Absent: the machine is not in the registry, and so nothing there is about it. */
function wantedOn(snapshot: Snapshot, { unit, machine, hash }: Shown): 'yes' | 'no' | 'absent' {
  if (!snapshot.machines.has(machine)) return 'absent'
  const wanted = desiredOn(snapshot, machine).units.get(unit)
  return wanted?.targetState === 'launched' && wanted.unit.hash === hash ? 'yes' : 'no'
}
