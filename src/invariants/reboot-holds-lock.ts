import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock, underLock } from './overlap.ts'
import { difference, grantOf, type Reboot, semaphoreAt, type View } from './view.ts'

/**
 * A machine's word of holding the lock may be as old as one call to the store may take: nothing that asks over a network
 * can do better. An operator who frees the slot within that time has raced with the reboot; one who freed it earlier
 * has not.
 */
export const rebootHoldsLock: Invariant = {
  id: 'reboot-holds-lock',
  promise:
    'A machine that reboots under the lock (by etcd-lock, or by locksmithctl reboot) is a holder when it starts.',
  nature: 'safety',
  judge(view) {
    for (const reboot of view.reboots) {
      if (!underLock(reboot)) continue
      const why = notHolding(view, reboot)
      if (why === undefined) continue
      return violated({
        says: `${reboot.machine} began a reboot at ${clock(reboot.started.at)} without the lock: ${why.says}.`,
        at: reboot.started.at,
        events: [...why.events, reboot.started.id],
      })
    }
    return HOLDS
  },
}

function notHolding(view: View, reboot: Reboot): { says: string; events: readonly string[] } | undefined {
  const { at } = reboot.started
  const revision = grantOf(view, reboot)
  if (revision === null) return { says: 'it never took it', events: [] }
  const version = semaphoreAt(view, reboot.group, revision)
  if (!version?.semaphore?.holders.includes(reboot.machine)) {
    const events = version ? [version.event.id] : []
    return { says: `the semaphore of revision ${revision} does not list it`, events }
  }
  const freshMs = view.tuning.callTimeoutMs
  const lost = view.versions
    .get(reboot.group)
    ?.find((later) => later.revision > revision && difference(later).removed.includes(reboot.machine))
  if (lost && lost.event.at < at - freshMs) {
    return { says: `it had lost it at ${clock(lost.event.at)}, in revision ${lost.revision}`, events: [lost.event.id] }
  }
  return undefined
}
