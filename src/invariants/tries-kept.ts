import { type Boot, bootsOf, runs } from './boots.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'

/** Source: the boot loader of a slot takes a try at each start (GRUB gptprio); what never proved itself is left at last. */
export const triesKept: Invariant = {
  id: 'tries-kept',
  promise: 'A release that has not proved itself is started no more often than it was given tries.',
  nature: 'safety',
  judge(view) {
    const tries = view.tuning.updates?.bootTries ?? Infinity
    for (const boots of bootsOf(view).values()) {
      const started = new Map<string, readonly Boot[]>()
      for (const boot of boots) {
        const { slot, payload } = boot.event
        const before = boot.fresh ? [] : (started.get(slot) ?? [])
        const starts = [...before, boot]
        started.set(slot, starts)
        const proved = payload === null || before.some(({ good }) => good !== undefined)
        if (!proved && starts.length > tries) return tooOften(starts, tries)
      }
    }
    return HOLDS
  },
}

function tooOften(starts: readonly Boot[], tries: number): ReturnType<Invariant['judge']> {
  const last = starts.at(-1) as Boot
  return violated({
    says: `${last.event.machine} started ${runs(last)} once more at ${clock(last.event.at)}: of ${starts.length} boots none was good, and it had ${tries === 1 ? 'one try' : `${tries} tries`}.`,
    at: last.event.at,
    events: starts.map(({ event }) => event.id),
  })
}
