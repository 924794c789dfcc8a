import { bootsOf, runs } from './boots.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'

/** Source: coreos/bugs #262, #1189, #1601; flatcar #611 (a boot whose slot was not marked good goes back in silence). */
export const goodBootKept: Invariant = {
  id: 'good-boot-kept',
  promise: 'A boot that was good is what the machine boots next, unless an update was installed since.',
  nature: 'safety',
  judge(view) {
    for (const boots of bootsOf(view).values()) {
      for (const boot of boots) {
        const { event, previous } = boot
        if (!previous?.good || previous.event.slot === event.slot || boot.updated) continue
        return violated({
          says: `${event.machine} ran ${runs(previous)}, which was good at ${clock(previous.good.at)}, and then booted ${runs(boot)} at ${clock(event.at)}, though no update was installed.`,
          at: event.at,
          events: [previous.event.id, previous.good.id, event.id],
        })
      }
    }
    return HOLDS
  },
}
