// The goals of units and the machines that run them. Each is a pure function of a history.

import { conflictBetween } from '../fleet/options/conflicts.ts'
import { nameInfo } from '../fleet/unit-file/names.ts'
import type { EventOf, MachineId } from '../history/event.ts'
import { copiesOf, endOf } from './copies.ts'
import type { Goal } from './goal.ts'
import { eventsOf } from './kinds.ts'
import { fleetIdOf, registryAt, registryDuring } from './registry-history.ts'
import type { Reboot, View } from './view.ts'

const MINUTE_MS = 60_000

export const fleetGoals: readonly Goal[] = [
  {
    id: 'engine-leader-reboots',
    says: 'a machine rebooted while its engine led',
    met: (view) =>
      eventsOf(view, 'reboot.started').find(
        ({ machine, at }) => registryDuring(view, at, at).at(-1)?.leader?.machine === fleetIdOf(view, machine),
      ),
  },
  {
    id: 'unit-moved-twice',
    says: 'a unit was moved to another machine twice within a minute',
    met: (view) => {
      const moves = movesOf(view).map(({ placed }) => placed)
      return moves.find((event, index) =>
        moves.slice(0, index).some(({ unit, at }) => unit === event.unit && event.at - at <= MINUTE_MS),
      )
    },
  },
  {
    id: 'replicas-reboot-in-turn',
    says: 'two machines that each ran an instance of one template rebooted, one right after the other',
    met: (view) => {
      const reboots = view.reboots.toSorted((a, b) => a.started.at - b.started.at)
      return reboots.find((reboot, index) => index > 0 && sharesTemplate(view, reboots[index - 1] as Reboot, reboot))
        ?.started
    },
  },
  {
    id: 'conflict-moves-unit',
    says: 'a unit was moved from a machine that had by then a unit with which it conflicts',
    met: (view) => movesOf(view).find(({ placed, from }) => isRivalOn(view, placed, from))?.placed,
  },
  {
    id: 'destroyed-while-scheduled',
    says: 'a unit was destroyed after it was scheduled, and before its machine had the right to run it',
    met: (view) => eventsOf(view, 'unit.placed').find((placed) => isDestroyedUnclaimed(view, placed)),
  },
  {
    id: 'submitted-in-partition',
    says: 'a unit was submitted while a machine that had power was cut off from the registry',
    met: (view) =>
      creationsOf(view).find(({ at }) =>
        eventsOf(view, 'fleet.fenced').some((fenced) => fenced.at <= at && at <= absentUntil(view, fenced)),
      ),
  },
  {
    id: 'fenced-while-alive',
    says: 'a machine that had not stood still stopped its units, since its lease might be over',
    met: (view) =>
      eventsOf(view, 'fleet.fenced').find(
        (fenced) => fenced.units.length > 0 && !stoodStill(view, fenced.machine, fenced.at),
      ),
  },
  {
    id: 'unit-unplaceable',
    says: 'the engine found no machine for a unit',
    met: (view) => eventsOf(view, 'unit.unplaceable')[0],
  },
  {
    id: 'restarted-daemon-finds-units',
    says: 'a fleet daemon was started again, and found a unit running that it went on with',
    met: (view) => {
      const copies = copiesOf(view)
      return eventsOf(view, 'unit.claimed').find(({ unit, machine, at }) =>
        copies.some(
          (copy) =>
            copy.unit === unit && fleetIdOf(view, copy.machine) === machine && copy.up.at < at && at < endOf(copy),
        ),
      )
    },
  },
  {
    id: 'rejoins-before-lease-ends',
    says: 'a machine lost its power and was present again before the lease of its last boot could have ended',
    met: (view) =>
      eventsOf(view, 'fleet.joined').find((joined) => {
        const { machine, at } = joined
        const off = eventsOf(view, 'machine.off').findLast(
          (event) => event.at < at && fleetIdOf(view, event.machine) === machine,
        )
        return off !== undefined && at - off.at < leastLeftMs(view) && wasPresent(view, machine, off.at)
      }),
  },
]

interface Move {
  readonly placed: EventOf<'unit.placed'>
  readonly from: MachineId
}

/** Schedulings of a unit to another machine than the one before. */
function movesOf(view: View): readonly Move[] {
  const last = new Map<string, MachineId>()
  return eventsOf(view, 'unit.placed').flatMap((placed) => {
    const from = last.get(placed.unit)
    last.set(placed.unit, placed.machine)
    return from === undefined || from === placed.machine ? [] : [{ placed, from }]
  })
}

/** Is a machine present when a unit is scheduled, with a unit on it that conflicts with that one? */
function isRivalOn(view: View, { unit: name, revision }: Move['placed'], machine: MachineId): boolean {
  const snapshot = registryAt(view, revision)
  const unit = snapshot?.jobs.get(name)?.unit
  if (!snapshot?.machines.has(machine) || !unit) return false
  return [...snapshot.jobs.values()].some(
    (other) => other.target === machine && other.unit && conflictBetween(unit, other.unit) !== undefined,
  )
}

function sharesTemplate(view: View, first: Reboot, second: Reboot): boolean {
  if (first.machine === second.machine) return false
  const { at } = first.started
  const templates = (machine: MachineId): readonly string[] =>
    copiesOf(view)
      .filter((copy) => copy.machine === machine && copy.up.at < at && endOf(copy) >= at)
      .flatMap(({ unit }) => nameInfo(unit)?.template ?? [])
  const there = templates(second.machine)
  return templates(first.machine).some((template) => there.includes(template))
}

/** The first version of the registry in which the unit is gone, or another, comes before any claim on this placement. */
function isDestroyedUnclaimed(view: View, { unit, revision }: EventOf<'unit.placed'>): boolean {
  const placed = registryAt(view, revision)?.jobs.get(unit)
  if (placed === undefined) return false
  const claimed = eventsOf(view, 'unit.claimed').find((event) => event.unit === unit && event.revision > revision)
  const until = claimed?.revision ?? Infinity
  return eventsOf(view, 'unit.acknowledged').some(
    (event) =>
      event.unit === unit &&
      event.revision > revision &&
      event.revision < until &&
      registryAt(view, event.revision)?.jobs.get(unit) === undefined &&
      registryAt(view, event.revision - 1)?.jobs.get(unit)?.target === placed.target,
  )
}

/** Answers to whoever submitted a unit. */
function creationsOf(view: View): readonly EventOf<'unit.acknowledged'>[] {
  const created = new Set(
    eventsOf(view, 'unit.asked')
      .filter(({ change }) => change === 'create')
      .map(({ source, request }) => `${source} ${request}`),
  )
  return eventsOf(view, 'unit.acknowledged').filter(({ source, request }) => created.has(`${source} ${request}`))
}

/** When a machine that was fenced was present again, or lost its power. */
function absentUntil(view: View, { machine, at }: EventOf<'fleet.fenced'>): number {
  const joined = eventsOf(view, 'fleet.joined').find((event) => event.machine === machine && event.at > at)
  const off = eventsOf(view, 'machine.off').find((event) => fleetIdOf(view, event.machine) === machine && event.at > at)
  return Math.min(joined?.at ?? Infinity, off?.at ?? Infinity)
}

/** In the time that a lease may last before this instant. */
function stoodStill(view: View, machine: MachineId, at: number): boolean {
  const from = at - ttlMs(view)
  const ours = (event: { readonly machine: MachineId }): boolean => fleetIdOf(view, event.machine) === machine
  const frozen = eventsOf(view, 'machine.frozen').findLast((event) => ours(event) && event.at <= at)
  if (frozen === undefined) return false
  const thawed = eventsOf(view, 'machine.thawed').find((event) => ours(event) && event.at >= frozen.at)
  return (thawed?.at ?? Infinity) >= from
}

const ttlMs = ({ tuning }: View): number => 1000 * (tuning.fleet?.ttlSeconds ?? 0)

/** A lease is kept alive three times in its life: so much of it is left, at the least, when its holder goes. */
const leastLeftMs = (view: View): number => (2 * ttlMs(view)) / 3

const wasPresent = (view: View, machine: MachineId, at: number): boolean =>
  registryDuring(view, at, at).at(-1)?.machines.has(machine) === true
