// How far a rollout is, at the end of a history, and whether its policy's limits hold back whoever has not been granted yet.

import type { MachineId } from '../history/event.ts'
import { startOf } from '../machine/window.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import { type Policy, UNLIMITED } from '../updates/rollout/policy.ts'
import { instancesOf } from './instances.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

export interface Pace {
  /** What the server knew last, by machine. */
  readonly instances: ReadonlyMap<MachineId, Instance>
  /** Those with an open grant. */
  readonly underWay: readonly Instance[]
  /** When a grant was made or ended last. */
  readonly movedAt: number
}

type Mutable = { instances: Map<MachineId, Instance>; underWay: Instance[]; movedAt: number }

/** By track. */
const paces = memoised((view): ReadonlyMap<string, Pace> => {
  const all = new Map<string, Mutable>()
  for (const { instance, previous, event } of instancesOf(view)) {
    const known = instance ?? previous
    if (known === undefined) continue
    const pace = all.get(known.track) ?? { instances: new Map(), underWay: [], movedAt: 0 }
    all.set(known.track, pace)
    if (instance) pace.instances.set(known.machine, instance)
    else pace.instances.delete(known.machine)
    const isSame =
      instance?.grantedAt === previous?.grantedAt && instance?.updateInProgress === previous?.updateInProgress
    if (!isSame) pace.movedAt = event.at
  }
  for (const pace of all.values()) pace.underWay = [...pace.instances.values()].filter((each) => each.updateInProgress)
  return all
})

const STANDING: Pace = { instances: new Map(), underWay: [], movedAt: -Infinity }

export const paceOf = (view: View, track: string): Pace => paces(view).get(track) ?? STANDING

/** Do the limits hold back a machine, or did they until so short a time before `until`? Its grant ended that. */
export function isHeldBack(view: View, policy: Policy, track: string, machine: MachineId, until: number): boolean {
  const { maxUpdatesPerPeriod, safeMode, periodMs, updateTimeoutMs } = policy
  const { instances, underWay, movedAt } = paceOf(view, track)
  if (maxUpdatesPerPeriod >= UNLIMITED && !safeMode) return false
  const max = safeMode ? 1 : maxUpdatesPerPeriod
  const now = startOf(view.startsAt) + until
  const own = instances.get(machine)
  if (own?.updateInProgress) return now - (own.grantedAt ?? now) < view.tuning.settleMs / 2
  // In safe mode one that has run out of time holds up the rest too, for as long as it takes to stop the group.
  const recentMs = view.tuning.settleMs / 2
  const inTime = underWay.filter(({ grantedAt = now }) => now - grantedAt <= updateTimeoutMs + recentMs)
  return (safeMode ? underWay : inTime).length >= max || until - movedAt - periodMs < recentMs
}
