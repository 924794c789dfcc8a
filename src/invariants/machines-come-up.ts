import { bootedWell } from './booted-well.ts'
import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { hasSlots } from './kinds.ts'
import { clock } from './overlap.ts'
import { type MachineEvent, traceOf } from './traces.ts'

/**
 * Judged at the end of settling, where machines have slots: one that is given a release which does not boot goes back, and
 * does not try for ever. One that began to reboot a moment ago was well until then. A single boot takes no longer than its watchdog lets it, so counted is from when faults were mended.
 */
export const machinesComeUp: Invariant = {
  id: 'machines-come-up',
  promise: 'Every machine that has power comes to boot well, whatever release it was given.',
  nature: 'liveness',
  judge(view) {
    if (!hasSlots(view)) return HOLDS
    const settle = view.phases.get('settle')
    const judged = view.phases.get('judge')
    if (!settle || !judged) return undecided('the run ended before the cluster had its time to settle')
    let early: string | undefined
    for (const { id, spare } of view.topology.machines) {
      const trace = traceOf(view, id)
      if (spare === true && !trace.some(({ kind }) => kind === 'machine.on')) continue // it stands by
      if (bootedWell(view, id) !== undefined || !hasPower(trace)) continue
      const good = trace.findLast(({ kind }) => kind === 'boot.good')
      const last = trace.findLast(({ kind }) => kind === 'boot.slot' || kind === 'boot.started')
      const says = `${id} has not booted well since ${good ? clock(good.at) : 'the run began'}, though it has power`
      const rebooted = trace.findLast((event) => event.kind === 'reboot.started')
      const chanceMs = judged.at - Math.max(settle.at, rebooted?.at ?? 0)
      if (chanceMs >= view.tuning.settleMs / 2) {
        return violated({ says: `${says}.`, at: judged.at, events: last ? [last.id] : [] })
      }
      if (rebooted === undefined || rebooted.at < settle.at) early ??= `${says}, but had only ${chanceMs} ms for it`
    }
    return early === undefined ? HOLDS : undecided(early)
  },
}

/** Its power was not cut for good, and it is not lost (that is `no-machine-lost`). */
function hasPower(trace: readonly MachineEvent[]): boolean {
  const last = trace.findLast(({ kind }) => kind === 'machine.on' || kind === 'machine.off')
  return last?.kind !== 'machine.off' || last.why === 'reboot' || last.why === 'reset'
}
