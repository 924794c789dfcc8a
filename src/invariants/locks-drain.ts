import type { MachineId } from '../history/event.ts'
import { bootedWell } from './booted-well.ts'
import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import type { Version } from './view.ts'

/**
 * Judged at the end of settling. A slot may be held until then for half of the time that settling may take, counted from
 * when the last fault was mended, the boot was marked good and the slot was taken: a write that a fault held up may take
 * one as late as that.
 */
export const locksDrain: Invariant = {
  id: 'locks-drain',
  promise: 'No machine that has booted well still holds a slot, once the cluster has had its time to settle.',
  nature: 'liveness',
  judge(view) {
    const settle = view.phases.get('settle')
    const judged = view.phases.get('judge')
    if (!settle || !judged) return undecided('the run ended before the cluster had its time to settle')
    let late: string | undefined
    for (const versions of view.versions.values()) {
      const last = versions.at(-1)
      for (const holder of last?.semaphore?.holders ?? []) {
        const goodSince = bootedWell(view, holder)
        if (goodSince === undefined) continue // it has not returned: its slot is rightly kept
        const heldSince = holding(versions, holder)
        const still = `${holder} has booted well at ${clock(goodSince)} and still holds the slot that it took at ${clock(heldSince.event.at)}`
        const idleMs = judged.at - Math.max(goodSince, heldSince.event.at, settle.at)
        if (idleMs < view.tuning.settleMs / 2) {
          late ??= `${still}, but had only ${idleMs} ms to give it back`
          continue
        }
        return violated({
          says: `${still}, ${clock(judged.at - settle.at)} after the last fault was mended.`,
          at: judged.at,
          events: [heldSince.event.id],
        })
      }
    }
    return late === undefined ? HOLDS : undecided(late)
  },
}

/** The version since which the machine has held its slot without a break. */
function holding(versions: readonly Version[], machine: MachineId): Version {
  const lost = versions.findLastIndex((version) => !version.semaphore?.holders.includes(machine))
  return versions[lost + 1] as Version // the last version lists it, so there is one after the last that does not
}
