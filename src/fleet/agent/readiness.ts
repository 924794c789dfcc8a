// Whether a machine's applications are back: only then does it mark its boot good, and gives the reboot lock on.

import type { FleetParts } from '../daemon.ts'
import type { ManagedUnit } from '../manager/manager.ts'
import { decide } from '../placement/decide.ts'
import { desiredOn, type DesiredUnit } from '../placement/desired.ts'

/**
 * The machine is present, no unit waits to be given to a machine that can take it, and everything that is to be here has
 * come as far as it will: one that has failed counts too, for waiting does not mend it.
 */
export function isReady({ cache, config, session, manager }: FleetParts): boolean {
  const { snapshot } = cache
  if (snapshot === undefined || session.lease === undefined) return false
  if (snapshot.machines.get(config.machine)?.session !== session.lease) return false
  if (decide(snapshot).commands.some(({ kind }) => kind === 'schedule')) return false
  const here = new Map(manager.units().map((unit) => [unit.name, unit]))
  const { units } = desiredOn(snapshot, config.machine)
  return [...units].every(([name, desired]) => isBack(desired, here.get(name)))
}

function isBack({ unit, targetState }: DesiredUnit, here: ManagedUnit | undefined): boolean {
  if (here?.hash !== unit.hash) return false
  if (targetState === 'loaded') return true
  const { active } = here.state
  if (active === 'inactive') return here.started // it has run and exited
  return active === 'active' || active === 'failed' || here.state.sub === 'auto-restart'
}
