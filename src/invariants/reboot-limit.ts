import { type Invariant, HOLDS, violated } from './invariant.ts'
import { since, underLock, underWay } from './overlap.ts'
import { difference, grantOf, type Reboot, semaphoreAt, type View } from './view.ts'

/** Source: locksmith's semaphore. */
export const rebootLimit: Invariant = {
  id: 'reboot-limit',
  promise: 'In each reboot group, at most max machines are in a voluntary reboot at once.',
  nature: 'safety',
  judge(view) {
    for (const reboot of view.reboots) {
      if (!underLock(reboot)) continue
      const together = underWay(view, reboot).filter((other) => other.group === reboot.group)
      const limit = limitFor(view, reboot, together)
      if (together.length <= limit) continue
      return violated({
        says: `${together.length} machines rebooted at once: ${together.map(since).join(' and ')}, limit ${limit}.`,
        at: reboot.started.at,
        events: together.map((each) => each.started.id),
      })
    }
    return HOLDS
  },
}

/**
 * `max` as it stood when the last of the machines took its slot: that is when there had to be room for them all. That need
 * not be the last to begin: it may have been granted its slot first, and have heard of it after `max` was raised and
 * another machine was off. Lowered later, `max` takes nobody's slot away.
 */
function limitFor(view: View, reboot: Reboot, together: readonly Reboot[]): number {
  const taken = together.map((each) => takenAt(view, each) ?? (each === reboot ? Infinity : 0))
  return semaphoreAt(view, reboot.group, Math.max(...taken))?.semaphore?.max ?? 1
}

/** The revision at which the machine took its slot; null: it has none. What it was granted it may have asked for again. */
function takenAt(view: View, reboot: Reboot): number | null {
  const granted = grantOf(view, reboot)
  if (granted === null) return null
  const versions = view.versions.get(reboot.group) ?? []
  const taken = versions.findLast(
    (version) => version.revision <= granted && difference(version).added.includes(reboot.machine),
  )
  return taken?.revision ?? granted
}
