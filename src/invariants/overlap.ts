// Which voluntary reboots overlap. A machine whose slot an operator freed does not count from then on: the operator said
// that it is out of the running, and answers for what follows.

import { BY_OPERATOR } from '../machine/reboot.ts'
import { explanations } from './explain.ts'
import { memoised } from './memo.ts'
import { difference, grantOf, type Reboot, type Version, type View } from './view.ts'

/** The reboots under way at the instant at which this one began, itself included; earliest first. */
export const underWay = (view: View, reboot: Reboot): readonly Reboot[] => together(view).get(reboot) ?? [reboot]

const together = memoised((view): ReadonlyMap<Reboot, readonly Reboot[]> => {
  const all = new Map<Reboot, readonly Reboot[]>()
  view.reboots.forEach((reboot, index) => {
    const { machine, started } = reboot
    const others: Reboot[] = []
    for (let i = 0; i < index; i++) {
      const other = view.reboots[i] as Reboot
      // a machine that begins again before its boot is good is one machine still
      if (other.machine === machine || other.started.at > started.at) continue
      if (other.ended !== undefined && other.ended.at <= started.at) continue
      if (!forgiven(view, other, reboot)) others.push(other)
    }
    all.set(reboot, [...others, reboot])
  })
  return all
})

const unlocks = memoised((view): readonly Version[] =>
  explanations(view)
    .filter(({ attempt }) => attempt?.begun.operation === 'unlock')
    .map(({ version }) => version),
)

/** Should this reboot have the lock? */
export const underLock = ({ started }: Reboot): boolean =>
  started.strategy === 'etcd-lock' || started.strategy === 'fleetlock' || started.strategy === BY_OPERATOR

/** An operator freed the slot of one before the other took its own: whichever of them began first. */
const forgiven = (view: View, one: Reboot, other: Reboot): boolean => freed(view, one, other) || freed(view, other, one)

/** An operator freed the slot of `one` before `other` took its own, or, where it took none, before it began. */
function freed(view: View, one: Reboot, other: Reboot): boolean {
  const unlocked = unlocks(view)
  if (unlocked.length === 0) return false
  const granted = grantOf(view, one)
  const taken = grantOf(view, other)
  if (granted === null) return false
  return unlocked.some(
    (version) =>
      version.group === one.group &&
      version.revision > granted &&
      difference(version).removed.includes(one.machine) &&
      (taken !== null && other.group === one.group ? version.revision <= taken : version.event.at <= other.started.at),
  )
}

/** `m0 (since 00:41.2)` */
export const since = (reboot: Reboot): string => `${reboot.machine} (since ${clock(reboot.started.at)})`

/** `01:12.0`, or `1:01:12.0` from an hour on. */
export function clock(ms: number): string {
  const tenths = Math.floor(ms / 100)
  const [hours, minutes, seconds] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10]
  const tail = `${String(minutes).padStart(2, '0')}:${seconds.toFixed(1).padStart(4, '0')}`
  return hours === 0 ? tail : `${hours}:${tail}`
}
