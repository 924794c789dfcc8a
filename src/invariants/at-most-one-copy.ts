import type { EventOf, MachineId } from '../history/event.ts'
import { type Copy, copiesOf, endOf, groupedBy, pairsOf } from './copies.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { unitOf } from './registry-history.ts'
import type { View } from './view.ts'

/**
 * fleet itself ran units twice while a machine was cut off (coreos/fleet #1289, #1690, #1361). Processes that stand still
 * with their machine do nothing, and no fence can stop them before they go on: so a machine that stood still has the time of
 * the fence (`fenceMs`), from when it goes on, to be rid of what it lost.
 */
export const atMostOneCopy: Invariant = {
  id: 'at-most-one-copy',
  promise: 'A unit that is not global runs on one machine at a time.',
  nature: 'safety',
  judge(view) {
    for (const copies of groupedBy(copiesOf(view), 'unit').values()) {
      for (const [first, second] of pairsOf(copies)) {
        if (first.machine === second.machine) continue
        if (isGlobal(view, first) || isGlobal(view, second)) continue
        const until = Math.min(endOf(first), endOf(second), view.endedAt)
        const from = moving(view, [first.machine, second.machine], second.up.at)
        if (from >= until) continue
        return violated({
          says: `${second.unit} ran on ${first.machine} (since ${clock(first.up.at)}) and on ${second.machine} (since ${clock(second.up.at)}) at once, until ${clock(until)}.`,
          at: second.up.at,
          events: [first.up.id, second.up.id],
        })
      }
    }
    return HOLDS
  },
}

/** Of the file that it was started with: a unit may have been made global, or not global any more, since. */
const isGlobal = (view: View, { unit, up }: Copy): boolean => unitOf(view, unit, up.hash)?.requirements.global === true

/** The first instant from `at` on at which all of these machines move, and have for long enough if they stood still then. */
function moving(view: View, machines: readonly MachineId[], at: number): number {
  const graceMs = view.tuning.fleet?.fenceMs ?? 0
  const spells = eventsOf(view, 'machine.frozen').filter(({ machine }) => machines.includes(machine))
  const thaws = eventsOf(view, 'machine.thawed')
  let instant = at
  for (const frozen of spells) {
    const ends = endOfSpell(frozen, thaws) + graceMs
    if (frozen.at <= instant && instant < ends) instant = ends
  }
  return instant
}

function endOfSpell(frozen: EventOf<'machine.frozen'>, thaws: readonly EventOf<'machine.thawed'>[]): number {
  return thaws.find(({ machine, at }) => machine === frozen.machine && at >= frozen.at)?.at ?? Infinity
}
