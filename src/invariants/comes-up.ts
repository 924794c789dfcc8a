import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'

/**
 * Judged before the storm, when nobody has disturbed anything. That each machine has power and begins its boot is the world's
 * affair (the assumption `world-came-up`); that its boot comes to be good is that of what runs there.
 */
export const comesUp: Invariant = {
  id: 'comes-up',
  promise: 'Undisturbed, the cluster comes up: every machine boots well.',
  nature: 'liveness',
  judge(view) {
    const end = view.phases.get('storm') ?? view.phases.get('judge')
    if (!end) return undecided('the run ended before the cluster had come up')
    const good = new Set(eventsOf(view, 'boot.good').flatMap(({ machine, at }) => (at <= end.at ? [machine] : [])))
    const late = view.topology.machines.filter(({ id, spare }) => spare !== true && !good.has(id))
    if (late.length === 0) return HOLDS
    const begun = eventsOf(view, 'boot.started').filter(({ machine }) => late.some(({ id }) => id === machine))
    const says = `${late.map(({ id }) => id).join(', ')} had not booted well by ${clock(end.at)}, though nothing disturbed the cluster.`
    return violated({ says, at: end.at, events: [...begun.map(({ id }) => id), end.id] })
  },
}
