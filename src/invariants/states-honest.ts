import { hasFleet } from '../machine/topology.ts'
import { FleetState } from './fleet-state.ts'
import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { hasQuorum } from './quorum.ts'
import type { View } from './view.ts'

/**
 * Nothing in fleet schedules by the states of units; people read them, and a boot is good by them. Judged at the end of
 * settling. A word is on its way for as long as a call may take, and for as long as a lease lasts it stands for a machine
 * that is gone: so what is wrong at the end must have been wrong for half of the time that settling may take. Source:
 * coreos/fleet #722, #783, #108.
 */
export const statesHonest: Invariant = {
  id: 'states-honest',
  promise:
    'What the registry says of a unit on a machine is what that machine shows; of a machine that is gone, nothing.',
  nature: 'liveness',
  judge(view) {
    if (!hasFleet(view.topology)) return HOLDS
    const settle = view.phases.get('settle')
    const judged = view.phases.get('judge')
    if (!settle || !judged) return undecided('the run ended before the cluster had its time to settle')
    if (!hasQuorum(view)) return undecided('the store has no majority')
    const [oldest] = liesAtEnd(view, settle.at).toSorted((a, b) => a.since - b.since)
    if (oldest === undefined) return HOLDS
    const what = `${oldest.says}, and that has been so since ${clock(oldest.since)}`
    if (judged.at - oldest.since < view.tuning.settleMs / 2) return undecided(what)
    return violated({ says: `${what}.`, at: judged.at, events: [judged.id] })
  },
}

interface OldLie {
  readonly says: string
  /** Since when something or other that is not so has been said of the unit, at the earliest from where it was looked at. */
  readonly since: number
}

function liesAtEnd(view: View, from: number): readonly OldLie[] {
  const state = new FleetState(view.topology)
  const liesAt = (at: number, before: ReadonlyMap<string, OldLie>): Map<string, OldLie> =>
    new Map(
      [...state.lies()].map(({ unit, machine, says }) => {
        const subject = `${unit} ${machine}`
        return [subject, { says, since: before.get(subject)?.since ?? at }]
      }),
    )
  let lies: ReadonlyMap<string, OldLie> | undefined
  for (const event of view.events) {
    if (event.at >= from) lies ??= liesAt(from, new Map())
    if (state.see(event) && lies) lies = liesAt(event.at, lies)
  }
  return [...(lies ?? new Map<string, OldLie>()).values()]
}
