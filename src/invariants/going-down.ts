// Whether a machine is on its way down: what it stops then, nobody wanted stopped.

import type { EventOf } from '../history/event.ts'
import { eventsOf } from './kinds.ts'
import { fleetIdOf } from './registry-history.ts'
import type { View } from './view.ts'

/** It has begun a reboot, or is off within the time that leaving takes. */
export function goesDown(view: View, { machine, at }: Pick<EventOf<'unit.state'>, 'machine' | 'at'>): boolean {
  const { fleet, callTimeoutMs } = view.tuning
  const until = at + (fleet?.drainMs ?? 0) + (fleet?.fenceMs ?? 0) + callTimeoutMs
  const isIts = (event: { readonly machine: string }): boolean => fleetIdOf(view, event.machine) === machine
  const boot = eventsOf(view, 'boot.started').findLast((event) => isIts(event) && event.at <= at)
  return (
    eventsOf(view, 'machine.off').some((event) => isIts(event) && event.at >= at && event.at <= until) ||
    eventsOf(view, 'reboot.started').some((event) => isIts(event) && event.at >= (boot?.at ?? 0) && event.at <= at)
  )
}
