import { type Invariant, HOLDS, violated } from './invariant.ts'
import { since, underLock, underWay } from './overlap.ts'
import { grantOf, semaphoreAt } from './view.ts'

/** Source: locksmith's semaphore; `max` counts as it stood when the machine that begins took its slot. */
export const rebootLimit: Invariant = {
  id: 'reboot-limit',
  promise: 'In each reboot group, at most max machines are in a voluntary reboot at once.',
  nature: 'safety',
  judge(view) {
    for (const reboot of view.reboots) {
      if (!underLock(reboot)) continue
      const together = underWay(view, reboot).filter((other) => other.group === reboot.group)
      const revision = grantOf(view, reboot) ?? Infinity
      const limit = semaphoreAt(view, reboot.group, revision)?.semaphore?.max ?? 1
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
