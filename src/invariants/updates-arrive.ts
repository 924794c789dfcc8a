import type { EventOf } from '../history/event.ts'
import { hasUpdates, type MachineSpec } from '../machine/topology.ts'
import { startOf } from '../machine/window.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import { type Boot, bootsOf, runs } from './boots.ts'
import { bootedWell } from './booted-well.ts'
import { configurationsOf, inForce } from './configurations.ts'
import { failuresOf, fellBack } from './failures.ts'
import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { hasQuorum } from './quorum.ts'
import { nextOf, type Offer, offerOf } from './release-due.ts'
import { newer } from './releases.ts'
import { isHeldBack, paceOf } from './rollout-pace.ts'
import { type MachineEvent, traceOf } from './traces.ts'
import type { View } from './view.ts'

/**
 * Judged at the end of settling. A machine must have had half of the time that settling may take, counted from when the last
 * fault was mended, its last boot was good, its release was offered, and a download failed last. One that has installed it is
 * left to `reboots-happen`. Nothing is promised while the policy holds a machine back, or of a release that did not boot
 * there or whose payload was refused.
 */
export const updatesArrive: Invariant = {
  id: 'updates-arrive',
  promise: "Every healthy machine comes to run its channel's release, as far as the policy of its group lets it.",
  nature: 'liveness',
  judge(view) {
    if (!hasUpdates(view.topology)) return HOLDS
    const settle = view.phases.get('settle')
    const judged = view.phases.get('judge')
    if (!settle || !judged) return undecided('the run ended before the cluster had its time to settle')
    if (!hasQuorum(view)) return HOLDS
    let early: string | undefined
    for (const spec of view.topology.machines) {
      const late = lateness(view, inForce(view, spec), settle.at, judged.at)
      if (late === undefined) continue
      const { says, chanceMs, events } = late
      if (chanceMs >= view.tuning.settleMs / 2) return violated({ says: `${says}.`, at: judged.at, events })
      early ??= `${says}, but had only ${chanceMs} ms for it`
    }
    return early === undefined ? HOLDS : undecided(early)
  },
}

interface Lateness {
  readonly says: string
  readonly chanceMs: number
  readonly events: readonly string[]
}

/** That the machine is behind, and for how long nothing excused it; undefined: it is not, or something does. */
function lateness(view: View, spec: MachineSpec, settled: number, until: number): Lateness | undefined {
  const { id, channel: track } = spec
  const goodSince = bootedWell(view, id)
  const boot = bootsOf(view).get(id)?.at(-1)
  if (track === undefined || goodSince === undefined || boot === undefined) return undefined
  const configured = configurationsOf(view, id).at(-1)?.at ?? 0
  const ready = Math.max(settled, goodSince, configured)
  const offer = offerOf(view, track, ready, until)
  const next = offer && nextOf(offer, boot.event.version)
  if (!offer || next === undefined || fellBack(failuresOf(view), id, next)) return undefined
  const tried = triesOf(traceOf(view, id), next, configured)
  if (tried.refused || tried.failures > FEW || isInstalled(tried, next, offer)) return undefined

  const says = `${id} runs ${runs(boot)} since ${clock(boot.event.at)}, and has not come to run ${next} of ${offer.group.channel}`
  const events = [boot.event.id, ...(tried.checked ? [tried.checked.id] : [])]
  if (offer.stopped) return { says: `${says}: the group was stopped, against its policy`, chanceMs: Infinity, events }
  if (isHeldBack(view, offer.group.policy, track, id, until)) return undefined
  const given = givenAgainFrom(view, paceOf(view, track).instances.get(id), tried.checked, boot, offer)
  const chanceMs = until - Math.max(ready, offer.since, tried.failedAt, given)
  return { says: `${says}, ${saidLast(tried.checked)}`, chanceMs, events }
}

/** After more failures than these the machine waits for so long between two tries that nothing can be said. */
const FEW = 3

interface Tries {
  readonly refused: boolean
  readonly failures: number
  readonly failedAt: number
  /** Installed since the last boot. */
  readonly pending: string | undefined
  readonly checked: EventOf<'update.checked'> | undefined
}

function triesOf(trace: readonly MachineEvent[], next: string, configured: number): Tries {
  let refused = false
  let failures = 0
  let failedAt = 0
  let pending: string | undefined
  let checked: EventOf<'update.checked'> | undefined
  for (const event of trace) {
    if (event.kind === 'boot.slot') pending = undefined
    else if (event.kind === 'update.installed') pending = event.version
    else if (event.kind === 'update.checked' && event.at >= configured) checked = event
    else if (event.kind === 'update.refused' && event.version === next) refused = true
    else if (event.kind === 'update.failed' && event.version === next) {
      failures++
      failedAt = event.at
    }
  }
  return { refused, failures, failedAt, pending, checked }
}

/** Only the reboot is missing; or an older update waits for it, and the server has not offered the newer one yet. */
function isInstalled({ pending, checked }: Tries, next: string, { since }: Offer): boolean {
  if (pending === undefined) return false
  if (!newer(next, pending)) return true
  if (checked === undefined || checked.at < since) return false
  const { result, version } = checked
  if (result === 'no-answer' || result === 'invalid') return false
  return result !== 'update' || version === undefined || !newer(version, pending)
}

/**
 * From when on a machine that is told that its update is in progress should be given it again: at once after a reboot, else
 * once its time is up. Milliseconds since the run began.
 */
function givenAgainFrom(
  view: View,
  instance: Instance | undefined,
  checked: EventOf<'update.checked'> | undefined,
  boot: Boot,
  { group }: Offer,
): number {
  if (checked?.result !== 'denied' || checked.why !== 'error-updateInProgressOnInstance') return 0
  const startsAt = startOf(view.startsAt)
  const { grantedAt = startsAt, history = [] } = instance ?? {}
  const given = Math.max(grantedAt, ...history.flatMap(({ status, at }) => (status === 'UpdateGranted' ? [at] : [])))
  return given - startsAt < boot.event.at ? 0 : grantedAt - startsAt + group.policy.updateTimeoutMs
}

function saidLast(checked: EventOf<'update.checked'> | undefined): string {
  if (checked === undefined) return 'nor has it ever checked for it'
  const { result, version, why, at } = checked
  const what = [result, version, why].filter((each) => each !== undefined).join(' ')
  return `though nothing held it up; it checked last at ${clock(at)}: ${what}`
}
