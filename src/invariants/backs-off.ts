import type { EventOf } from '../history/event.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'

/** So many first waits are looked at together. A wait is half of itself at the least, so twice as many attempts fit in. */
const WAITS = 10
const AT_MOST = 2 * WAITS

/**
 * Source: coreos/bugs #836 (locksmith #13): without a back-off, the daemon burnt its machine's CPU until etcd was back.
 * Only what a machine asks for itself counts: an operator may be impatient.
 */
export const backsOff: Invariant = {
  id: 'backs-off',
  promise: 'While the store does not answer, no machine asks for the lock more often than its back-off lets it.',
  nature: 'safety',
  judge(view) {
    const spanMs = WAITS * view.tuning.lockBackoffMs
    const recent = new Map<string, EventOf<'lock.unread'>[]>()
    for (const event of eventsOf(view, 'lock.unread')) {
      if (!event.source.startsWith(`${event.by}.`)) continue
      const known = recent.get(event.source) ?? []
      const within = [...known.filter(({ at }) => at > event.at - spanMs), event]
      if (within.length > AT_MOST + 1) {
        const [first] = within
        return violated({
          says: `${event.by} asked for the lock ${within.length} times within ${spanMs} ms from ${clock(first?.at ?? event.at)}, and was not answered once.`,
          at: event.at,
          events: [first?.id ?? event.id, event.id],
        })
      }
      recent.set(event.source, within)
    }
    return HOLDS
  },
}
