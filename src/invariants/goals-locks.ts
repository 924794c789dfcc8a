// The goals of reboots and their lock. Each is a pure function of a history.

import type { EventOf, MachineId } from '../history/event.ts'
import { explanations } from './explain.ts'
import type { Goal } from './goal.ts'
import { eventsOf } from './kinds.ts'
import { difference, type View } from './view.ts'

export const lockGoals: readonly Goal[] = [
  {
    id: 'contended-lock',
    says: 'a machine found the lock held by another',
    met: (view) => eventsOf(view, 'lock.busy')[0],
  },
  {
    id: 'lock-conflict',
    says: 'two wrote the semaphore at once, and one had to begin again',
    met: (view) => eventsOf(view, 'lock.attempt-ended').find((event) => event.outcome === 'conflict'),
  },
  {
    id: 'lock-answer-lost',
    says: 'the lock was changed, and the answer that says so was lost',
    met: (view) => explanations(view).find(({ attempt }) => attempt?.ended?.outcome === 'unknown')?.attempt?.ended,
  },
  {
    id: 'holder-dies',
    says: 'a holder lost its power',
    met: (view) =>
      eventsOf(view, 'machine.off').find((event) => isPowerCut(event) && holdsAt(view, event.machine, event.at)),
  },
  {
    id: 'holder-hangs',
    says: 'a holder stood still for a while',
    met: (view) => eventsOf(view, 'machine.frozen').find((event) => holdsAt(view, event.machine, event.at)),
  },
  {
    id: 'holder-never-returns',
    says: 'a holder went away and was still gone, and still a holder, at the end',
    met: (view) =>
      eventsOf(view, 'machine.off').find(
        (event) =>
          isPowerCut(event) &&
          holdsAt(view, event.machine, view.endedAt) &&
          !eventsOf(view, 'machine.on').some((later) => later.machine === event.machine && later.at >= event.at),
      ),
  },
  {
    id: 'dies-in-reboot',
    says: 'a machine lost its power before a voluntary reboot was marked good',
    met: (view) =>
      eventsOf(view, 'machine.off').find(
        (event) =>
          isPowerCut(event) &&
          view.reboots.some(
            ({ machine, started, ended }) =>
              machine === event.machine && started.at <= event.at && (ended === undefined || ended.at > event.at),
          ),
      ),
  },
  {
    id: 'leader-lost-while-locking',
    says: 'the store lost its leader while somebody was writing the lock',
    met: (view) =>
      eventsOf(view, 'store.leader').find(
        (event) =>
          event.leader === null &&
          view.attempts.some(
            ({ begun, ended }) => begun.at <= event.at && (ended === undefined || ended.at >= event.at),
          ),
      ),
  },
  {
    id: 'quorum-lost-and-regained',
    says: 'the store lost its quorum and got it back',
    met: (view) => {
      const storm = view.phases.get('storm')
      const changes = eventsOf(view, 'store.quorum')
      const lost = changes.find((event) => !event.has && storm && event.at >= storm.at)
      return lost && changes.find((event) => event.has && event.at > lost.at)
    },
  },
  {
    id: 'unlocked-in-mid-reboot',
    says: 'an operator freed the slot of a machine that was rebooting',
    met: (view) =>
      explanations(view).find(
        ({ version, attempt }) =>
          attempt?.begun.operation === 'unlock' &&
          view.reboots.some(
            ({ machine, started, ended }) =>
              difference(version).removed.includes(machine) &&
              started.at <= version.event.at &&
              (ended === undefined || ended.at > version.event.at),
          ),
      )?.version.event,
  },
  {
    id: 'window-closed-while-waiting',
    says: 'a reboot window closed while its machine waited for the lock',
    met: (view) => eventsOf(view, 'lock.window-closed')[0],
  },
  {
    id: 'late-write-drained',
    says: 'a write that its machine had given up on took a slot, and the machine gave it back',
    met: (view) =>
      explanations(view).find(
        ({ version, attempt }) =>
          attempt?.begun.operation === 'acquire' &&
          attempt.ended === undefined &&
          difference(version).added.includes(attempt.begun.by) &&
          view.versions
            .get(version.group)
            ?.some(
              (later) => later.revision > version.revision && difference(later).removed.includes(attempt.begun.by),
            ),
      )?.version.event,
  },
]

const isPowerCut = ({ why }: EventOf<'machine.off'>): boolean => why === 'power-cut'

/** Was the machine a holder at this time? By time, which is near enough for a goal. */
function holdsAt(view: View, machine: MachineId, at: number): boolean {
  const group = view.topology.machines.find((spec) => spec.id === machine)?.group ?? ''
  const version = view.versions.get(group)?.findLast(({ event }) => event.at <= at)
  return version?.semaphore?.holders.includes(machine) ?? false
}
