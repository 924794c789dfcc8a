import type { MachineId } from '../history/event.ts'
import { hasFleet } from '../machine/topology.ts'
import { FleetState } from './fleet-state.ts'
import { hasQuorum } from './quorum.ts'
import { type Invariant, HOLDS, undecided, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import type { View } from './view.ts'

/**
 * Judged at the end of settling, with the registry and the machines as they are then. What is still to happen must have been
 * so for half of the time that settling may take; or the units never came to rest in all of it, as where they are moved to
 * and fro.
 */
export const fleetSettles: Invariant = {
  id: 'fleet-settles',
  promise:
    'Every unit that can be placed runs, every global unit runs on every machine that will have it, and nothing else.',
  nature: 'liveness',
  judge(view) {
    if (!hasFleet(view.topology)) return HOLDS
    const settle = view.phases.get('settle')
    const judged = view.phases.get('judge')
    if (!settle || !judged) return undecided('the run ended before the cluster had its time to settle')
    if (!hasQuorum(view)) return undecided('the store has no majority')
    const gone = goneAtEnd(view)
    const isLost = (machine: MachineId): boolean => gone.has(machine)
    if (stateAtEnd(view).unrest(isLost) === undefined) return HOLDS
    const { unrests, restlessSince } = unrestsFrom(view, settle.at, isLost)
    const [why, since] = [...unrests].reduce((oldest, each) => (each[1] < oldest[1] ? each : oldest))
    const what = `${why}, and that has been so since ${clock(since)}`
    const { settleMs } = view.tuning
    if (judged.at - since >= settleMs / 2) return violated({ says: `${what}.`, at: judged.at, events: [judged.id] })
    if (restlessSince > settle.at || judged.at - settle.at < settleMs - 1) return undecided(what)
    const says = `${what}; units had not come to rest once since the last fault was mended at ${clock(settle.at)}.`
    return violated({ says, at: judged.at, events: [judged.id] })
  },
}

function stateAtEnd(view: View): FleetState {
  const state = new FleetState(view.topology)
  for (const event of view.events) state.see(event)
  return state
}

interface Unrests {
  /** All that is still to happen at the end, and since when that has been so without a break. */
  readonly unrests: ReadonlyMap<string, number>
  /** Since when there has been one thing or another. */
  readonly restlessSince: number
}

/** What is still to happen at the end, and how it came to that after this instant. */
function unrestsFrom(view: View, from: number, isLost: (machine: MachineId) => boolean): Unrests {
  const state = new FleetState(view.topology)
  const begins = view.events.findIndex(({ at }) => at >= from)
  for (const event of view.events.slice(0, begins)) state.see(event)
  let unrests = new Map([...state.unrests(isLost)].map((why) => [why, from]))
  let restlessSince = from
  for (const event of view.events.slice(begins)) {
    if (!state.see(event)) continue
    if (unrests.size === 0) restlessSince = event.at
    unrests = new Map([...state.unrests(isLost)].map((why) => [why, unrests.get(why) ?? event.at]))
  }
  return { unrests, restlessSince }
}

/** Off, and not about to come back: they stand by, the schedule took them for good, or there is nothing that they could boot. */
function goneAtEnd({ events, topology }: View): ReadonlySet<MachineId> {
  const gone = new Set<MachineId>(topology.machines.flatMap(({ id, spare }) => (spare === true ? [id] : [])))
  for (const event of events) {
    if (event.kind === 'machine.off') gone.add(event.machine)
    else if (event.kind === 'machine.on') gone.delete(event.machine)
  }
  return gone
}
