import { bootsOf, runs } from './boots.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { newer } from './releases.ts'

/** A fallback boots a slot that has not been written since it ran last. Nobody can pin a version yet. */
export const noDowngrade: Invariant = {
  id: 'no-downgrade',
  promise: "Only a boot fallback makes a machine's version smaller.",
  nature: 'safety',
  judge(view) {
    for (const boots of bootsOf(view).values()) {
      for (const boot of boots) {
        const { event, previous, writing } = boot
        if (previous === undefined || !boot.fresh || !newer(previous.event.version, event.version)) continue
        return violated({
          says: `${event.machine} went from ${runs(previous)} to the older ${runs(boot)} at ${clock(event.at)}: that was no fallback, as the slot had been written since it ran last.`,
          at: event.at,
          events: [previous.event.id, ...(writing ? [writing.id] : []), event.id],
        })
      }
    }
    return HOLDS
  },
}
