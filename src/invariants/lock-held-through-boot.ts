import type { EventOf } from '../history/event.ts'
import { FLEETLOCK_HOST } from '../machine/topology.ts'
import { type Explanation, explanations } from './explain.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { memoised } from './memo.ts'
import { clock } from './overlap.ts'
import { traceOf } from './traces.ts'
import { difference, type View } from './view.ts'

/** Source: coreos/bugs #1782, #861, #257 (released too early); poseidon/fleetlock #71 (unlocked by a stranger). */
export const lockHeldThroughBoot: Invariant = {
  id: 'lock-held-through-boot',
  promise:
    "A holder is released only by its own machine after a boot that was marked good, or by an operator's unlock.",
  nature: 'safety',
  judge(view) {
    for (const explanation of explanations(view)) {
      for (const holder of difference(explanation.version).removed) {
        const why = wrong(view, explanation, holder)
        if (why === undefined) continue
        const { event } = explanation.version
        const by = explanation.attempt ? [explanation.attempt.begun.id] : []
        return violated({
          says: `${holder} lost its slot at ${clock(event.at)}: ${why}.`,
          at: event.at,
          events: [...by, event.id],
        })
      }
    }
    return HOLDS
  },
}

/** The good mark of each boot, by the source that said it. */
const goodMarks = memoised(
  (view): ReadonlyMap<string, number> => new Map(eventsOf(view, 'boot.good').map(({ source, seq }) => [source, seq])),
)

/**
 * Was the boot good when the machine asked? Its own sequence orders exactly. Where a server asked for it, time has to do: a
 * good boot must have ended the reboot, though the machine may have lost its power since its request was on its way.
 */
function wasGood(view: View, begun: EventOf<'lock.attempt'>, holder: string): boolean {
  if (!begun.source.startsWith(`${FLEETLOCK_HOST}.`)) {
    return (goodMarks(view).get(begun.source) ?? Infinity) < begun.seq
  }
  const last = traceOf(view, holder).findLast(
    (event) => (event.kind === 'boot.good' || event.kind === 'reboot.started') && event.at <= begun.at,
  )
  return last?.kind === 'boot.good'
}

function wrong(view: View, { attempt }: Explanation, holder: string): string | undefined {
  if (!attempt) return 'nobody asked for that'
  const { begun } = attempt
  const named = 'holder' in begun ? begun.holder : undefined
  if (begun.operation === 'unlock') return named === holder ? undefined : `the operator unlocked ${named}`
  if (begun.operation !== 'release' || named !== holder) return `${begun.by}'s ${begun.operation} took it away`
  if (begun.by !== holder) return `${begun.by} released it`
  return wasGood(view, begun, holder) ? undefined : 'it released it before its boot was marked good'
}
