import type { EventOf, MachineId } from '../history/event.ts'
import { durationToStart } from '../locksmith/window.ts'
import { type MachineSpec, strategyOf } from '../machine/topology.ts'
import { startOf, windowOf } from '../machine/window.ts'
import { bootedWell } from './booted-well.ts'
import { configurationsOf, inForce } from './configurations.ts'
import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { hasQuorum } from './quorum.ts'
import { traceOf } from './traces.ts'
import type { View } from './view.ts'

/**
 * Judged at the end of settling. The machine must have had half of the time that settling may take, counted from when
 * the last fault was mended, it was asked, its last boot was marked good and the lock last changed hands, and its window
 * was open so long. While another machine holds the lock, nothing is promised: that is what the lock is for.
 */
export const rebootsHappen: Invariant = {
  id: 'reboots-happen',
  promise:
    'A healthy machine that was asked to reboot does, once the lock is free and its window has been open long enough.',
  nature: 'liveness',
  judge(view) {
    const settle = view.phases.get('settle')
    const judged = view.phases.get('judge')
    if (!settle || !judged) return undecided('the run ended before the cluster had its time to settle')
    let late: string | undefined
    for (const machine of view.topology.machines) {
      const spec = inForce(view, machine)
      if (strategyOf(spec) === 'off') continue
      const asked = pending(view, spec.id)
      const goodSince = bootedWell(view, spec.id)
      if (asked === undefined || goodSince === undefined) continue
      const free = lockFreeSince(view, spec)
      if (free === undefined) continue
      const configured = configurationsOf(view, spec.id).at(-1)?.at ?? 0
      const from = Math.max(asked.at, goodSince, settle.at, free, configured)
      const chance = open(view, spec, from, judged.at)
      const what = `${spec.id} was asked to reboot at ${clock(asked.at)} and has not, though nothing held it up since ${clock(from)}`
      if (chance < view.tuning.settleMs / 2) {
        if (chance === judged.at - from) late ??= what // not for the window, but for the end of the run
        continue
      }
      return violated({ says: `${what}.`, at: judged.at, events: [asked.id] })
    }
    return late === undefined ? HOLDS : undecided(late)
  },
}

/** The request that the machine has not met yet. */
function pending(view: View, machine: MachineId): EventOf<'reboot.asked'> | undefined {
  const last = traceOf(view, machine).findLast(
    ({ kind }) =>
      kind === 'reboot.asked' || kind === 'reboot.started' || kind === 'boot.started' || kind === 'machine.off',
  )
  return last?.kind === 'reboot.asked' ? last : undefined
}

/** Since when the lock can be had; undefined: somebody holds it, the document is broken, or the store has no majority. */
function lockFreeSince(view: View, spec: MachineSpec): number | undefined {
  if (strategyOf(spec) === 'reboot') return 0
  if (!hasQuorum(view)) return undefined
  const last = view.versions.get(spec.group)?.at(-1)
  if (last === undefined) return 0
  const { semaphore } = last
  if (semaphore === undefined) return undefined
  const mine = semaphore.holders.includes(spec.id) ? 1 : 0
  return semaphore.free + mine > 0 ? last.event.at : undefined
}

/** For how long, of the time from `from` to `until`, the machine's window was open. */
function open(view: View, spec: MachineSpec, from: number, until: number): number {
  const window = windowOf(spec)
  if (window === undefined) return until - from
  const opens = from + durationToStart(window, startOf(view.startsAt) + from)
  return Math.max(0, Math.min(until, opens + window.lengthMs) - Math.max(from, opens))
}
