import { desiredOn } from '../fleet/placement/desired.ts'
import type { Snapshot } from '../fleet/snapshot.ts'
import type { EventOf } from '../history/event.ts'
import { goesDown } from './going-down.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { registryOf } from './registry-history.ts'
import type { View } from './view.ts'

/**
 * fleet took a unit that it could not read for one that was not there, and stopped it (coreos/fleet #1169). Judged where a
 * machine begins to stop a unit that it has the claim of: since it got that, something readable must have said that the
 * unit is not to run there. A machine that goes down stops all it has; what the fence kills is not asked to stop.
 */
export const unknownLeftAlone: Invariant = {
  id: 'unknown-left-alone',
  promise: 'A unit is not stopped because the registry cannot be read: what is unknown is left as it is.',
  nature: 'safety',
  judge(view) {
    for (const event of eventsOf(view, 'unit.state')) {
      if (!STOPS.has(event.sub)) continue
      const { unit, machine, at, id } = event
      const since = lastClaim(view, event)
      if (since === undefined) continue
      // A machine may hear of a write before whoever writes the history down does.
      const heardBy = at + view.tuning.callTimeoutMs
      const known = registryOf(view).filter((version) => version.revision >= since && version.at <= heardBy)
      const last = known.findLast(({ snapshot }) => isUnknown(event, snapshot))
      if (last === undefined) continue
      if (known.some((version) => version.at <= at && version.snapshot.claims.get(unit) !== machine)) continue
      if (known.some(({ snapshot }) => saysStop(event, snapshot)) || goesDown(view, event)) continue
      const says = `${machine} stopped ${unit} at ${clock(at)}, though nobody could read what it was to be.`
      return violated({ says, at, events: [id, ...last.events.map((write) => write.id)] })
    }
    return HOLDS
  },
}

/** What systemd shows while it stops a unit because it was asked to. */
const STOPS: ReadonlySet<string> = new Set(['stop', 'stop-sigterm'])

type Shown = EventOf<'unit.state'>

/** The revision at which the machine got its claim of the file that lies there; undefined: it has none. */
function lastClaim(view: View, { unit, machine, hash, at }: Shown): number | undefined {
  const isIts = (event: { readonly unit: string; readonly machine: string; readonly at: number }): boolean =>
    event.unit === unit && event.machine === machine && event.at <= at
  const claim = eventsOf(view, 'unit.claimed').findLast(isIts)
  if (claim?.hash !== hash) return undefined
  const lost = eventsOf(view, 'fleet.fenced').some(
    (event) => event.machine === machine && event.at >= claim.at && event.at <= at,
  )
  return lost ? undefined : claim.revision
}

/** Its target state or its file is there, and cannot be read. */
function isUnknown({ unit, machine }: Shown, snapshot: Snapshot): boolean {
  const job = snapshot.jobs.get(unit)
  return job !== undefined && job.target === machine && (job.unit === undefined || job.targetState === undefined)
}

function saysStop({ unit, machine, hash }: Shown, snapshot: Snapshot): boolean {
  const { units, unknown } = desiredOn(snapshot, machine)
  const wanted = units.get(unit)
  const runs = wanted?.targetState === 'launched' && wanted.unit.hash === hash
  return !runs && !unknown.includes(unit)
}
