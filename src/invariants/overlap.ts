// Which voluntary reboots overlap. A machine whose slot an operator freed does not count from then on: the operator said
// that it is out of the running, and answers for what follows.

import { BY_OPERATOR } from '../machine/reboot.ts'
import { explanations } from './explain.ts'
import { difference, grantOf, type Reboot, type View } from './view.ts'

/** The reboots under way at the instant at which this one began, itself included; earliest first. */
export function underWay(view: View, reboot: Reboot): readonly Reboot[] {
  const instant = reboot.started.at
  return view.reboots.filter(
    (other) =>
      other === reboot ||
      (other.machine !== reboot.machine && // a machine that begins again before its boot is good is one machine still
        other.started.at <= instant &&
        view.reboots.indexOf(other) < view.reboots.indexOf(reboot) &&
        (other.ended === undefined || other.ended.at > instant) &&
        !forgiven(view, other, reboot)),
  )
}

/** Should this reboot have the lock? */
export const underLock = ({ started }: Reboot): boolean =>
  started.strategy === 'etcd-lock' || started.strategy === 'fleetlock' || started.strategy === BY_OPERATOR

/** An operator freed the slot of `other` before `reboot` took its own, or, where it took none, before it began. */
function forgiven(view: View, other: Reboot, reboot: Reboot): boolean {
  const granted = grantOf(view, other)
  const taken = grantOf(view, reboot)
  if (granted === null) return false
  return explanations(view).some(
    ({ version, attempt }) =>
      attempt?.begun.operation === 'unlock' &&
      version.group === other.group &&
      version.revision > granted &&
      difference(version).removed.includes(other.machine) &&
      (taken !== null && reboot.group === other.group
        ? version.revision <= taken
        : version.event.at <= reboot.started.at),
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
