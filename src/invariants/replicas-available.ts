import { decide } from '../fleet/placement/decide.ts'
import { nameInfo } from '../fleet/unit-file/names.ts'
import type { EventOf } from '../history/event.ts'
import { copiesOf, endOf } from './copies.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock, underLock, underWay } from './overlap.ts'
import { registryOf } from './registry-history.ts'
import { grantOf, type Reboot, semaphoreAt, type View } from './view.ts'

/** An instance that a voluntary reboot took down: from then until it runs again, on whichever machine. */
interface Outage {
  readonly unit: string
  readonly template: string
  readonly reboot: Reboot
  readonly from: number
  readonly until: number
}

/**
 * "Always keep N of these running": instances of one template, N of which are to run. Only what voluntary reboots took down is
 * counted: an instance that failed, lost its machine to a fault, or was fenced is not the reboots' doing. Reboots without a
 * lock have a limit of their own making, and promise nothing. Instances that share a machine, which nothing but Conflicts
 * prevents, are taken down together.
 */
export const replicasAvailable: Invariant = {
  id: 'replicas-available',
  promise:
    'Of N instances of a template, voluntary reboots leave N − max running: never more are down at once than machines may reboot.',
  nature: 'safety',
  judge(view) {
    const outages = outagesOf(view)
    for (const outage of outages) {
      const together = outages.filter(
        (other) =>
          other.template === outage.template &&
          other.from <= outage.from &&
          outage.from < other.until &&
          counts(view, other.reboot, outage.reboot) &&
          (other === outage || !isHomeless(view, other.unit, outage.from)),
      )
      const limit = limitOf(view, together)
      if (new Set(together.map(({ reboot }) => reboot.machine)).size <= limit) continue
      const units = together.map(({ unit, from }) => `${unit} (since ${clock(from)})`)
      return violated({
        says: `Reboots had taken down ${together.length} instances of ${outage.template} at once: ${units.join(' and ')}, limit ${limit}.`,
        at: outage.from,
        events: together.map(({ reboot }) => reboot.started.id),
      })
    }
    return HOLDS
  },
}

/** No machine could take it at that moment: what keeps it away is its own requirements, or those of others. */
function isHomeless(view: View, unit: string, at: number): boolean {
  const snapshot = registryOf(view).findLast((version) => version.at <= at)?.snapshot
  return snapshot !== undefined && decide(snapshot).waiting.includes(unit)
}

/** Over already, or under way and not forgiven: an operator who frees the slot of a machine answers for what follows. */
const counts = (view: View, other: Reboot, reboot: Reboot): boolean =>
  (other.ended !== undefined && other.ended.at <= reboot.started.at) || underWay(view, reboot).includes(other)

/** How many machines of these groups might reboot, as it stood when they took their slots. */
function limitOf(view: View, together: readonly Outage[]): number {
  const limits = new Map<string, number>()
  for (const { reboot } of together) {
    const max = semaphoreAt(view, reboot.group, grantOf(view, reboot) ?? Infinity)?.semaphore?.max ?? 1
    limits.set(reboot.group, Math.max(max, limits.get(reboot.group) ?? 0))
  }
  return [...limits.values()].reduce((sum, max) => sum + max, 0)
}

function outagesOf(view: View): readonly Outage[] {
  const copies = copiesOf(view)
  return view.reboots.filter(underLock).flatMap((reboot) => {
    const { at } = reboot.started
    const here = copies.filter((copy) => copy.machine === reboot.machine && copy.up.at < at && endOf(copy) >= at)
    return here.flatMap(({ unit, end }) => {
      const info = nameInfo(unit)
      if (info?.kind !== 'instance' || info.template === undefined || end === undefined) return []
      const again = copies.find(({ unit: other, up }) => other === unit && up.at >= end.at)
      const until = Math.min(again?.up.at ?? Infinity, unwantedFrom(view, unit, end))
      return [{ unit, template: info.template, reboot, from: end.at, until }]
    })
  })
}

/** When nobody wanted the unit to run any more, after its end. */
function unwantedFrom(view: View, unit: string, { at }: EventOf<'unit.down' | 'machine.off'>): number {
  const versions = registryOf(view)
  const wanted = (index: number) => versions[index]?.snapshot.jobs.get(unit)?.targetState === 'launched'
  const first = versions.findLastIndex((version) => version.at <= at)
  if (!wanted(first)) return at
  return versions.find((_, index) => index > first && !wanted(index))?.at ?? Infinity
}
