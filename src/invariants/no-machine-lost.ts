import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'

/** Whatever a release does: a machine keeps a slot that booted well, and goes back to it. */
export const noMachineLost: Invariant = {
  id: 'no-machine-lost',
  promise: 'A machine always has a release that it can boot.',
  nature: 'safety',
  judge(view) {
    const lost = eventsOf(view, 'boot.lost')[0] ?? eventsOf(view, 'machine.off').find((event) => event.why === 'lost')
    if (lost === undefined) return HOLDS
    const why = lost.kind === 'boot.lost' ? `: ${lost.why}` : ''
    const says = `${lost.machine} had nothing to boot at ${clock(lost.at)}${why}.`
    return violated({ says, at: lost.at, events: [lost.id] })
  },
}
