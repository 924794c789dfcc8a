// Which releases did not boot on which machine.

import type { Event, EventOf, MachineId } from '../history/event.ts'
import { hasSlots } from './kinds.ts'
import { memoised } from './memo.ts'

interface Failures {
  /** By machine and version: the event that showed that the release does not boot there. */
  readonly failed: ReadonlyMap<MachineId, ReadonlyMap<string, Event>>
  /** The first that was written again after that. */
  readonly retried: { readonly writing: EventOf<'slot.writing'>; readonly failed: Event } | undefined
}

/** What each machine fell back from: by its own word, or since the other slot was booted before this one was good. */
export const failuresOf = memoised((view): Failures => {
  if (!hasSlots(view)) return { failed: new Map(), retried: undefined }
  const failed = new Map<MachineId, Map<string, Event>>()
  const unproved = new Map<MachineId, EventOf<'boot.slot'>>()
  let retried: Failures['retried']
  const add = (machine: MachineId, version: string, event: Event): void => {
    const known = failed.get(machine) ?? new Map<string, Event>()
    failed.set(machine, known)
    if (!known.has(version)) known.set(version, event)
  }
  for (const event of view.events) {
    if (event.kind === 'boot.slot') {
      const before = unproved.get(event.machine)
      if (before && before.slot !== event.slot) add(event.machine, before.version, event)
      unproved.set(event.machine, event)
    } else if (event.kind === 'boot.good') {
      unproved.delete(event.machine)
    } else if (event.kind === 'update.rolled-back') {
      add(event.machine, event.version, event)
    } else if (event.kind === 'slot.writing') {
      const before = failed.get(event.machine)?.get(event.version)
      if (before) retried ??= { writing: event, failed: before }
    }
  }
  return { failed, retried }
})

/** Whether the machine has fallen back from the version. */
export const fellBack = (failures: Failures, machine: MachineId, version: string): boolean =>
  failures.failed.get(machine)?.has(version) === true
