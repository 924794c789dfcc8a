// The boots of each machine that has slots: what was started from where, what had been written there, and what came of it.

import type { EventOf, MachineId } from '../history/event.ts'
import { hasSlots } from './kinds.ts'
import { memoised } from './memo.ts'
import type { View } from './view.ts'

export interface Boot {
  readonly event: EventOf<'boot.slot'>
  readonly good: EventOf<'boot.good'> | undefined
  readonly previous: Boot | undefined
  /** The last time that its slot was written, before this boot. */
  readonly writing: EventOf<'slot.writing'> | undefined
  /** How that came out; undefined: it was not finished. */
  readonly written: EventOf<'slot.written'> | undefined
  /** Its slot was written since it last ran, or never ran. */
  readonly fresh: boolean
  /** An update was put in place since the boot before. */
  readonly updated: boolean
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }
type Slot = EventOf<'boot.slot'>['slot']

/** What is known of a machine while its events are read. */
class Reading {
  readonly boots: Mutable<Boot>[] = []
  readonly #writing = new Map<Slot, EventOf<'slot.writing'>>()
  readonly #written = new Map<Slot, EventOf<'slot.written'>>()
  readonly #run = new Set<Slot>()
  #updated = false

  booted(event: EventOf<'boot.slot'>): void {
    const { slot } = event
    this.boots.push({
      event,
      good: undefined,
      previous: this.boots.at(-1),
      writing: this.#writing.get(slot),
      written: this.#written.get(slot),
      fresh: !this.#run.has(slot),
      updated: this.#updated,
    })
    this.#run.add(slot)
    this.#updated = false
  }

  proved(event: EventOf<'boot.good'>): void {
    const last = this.boots.at(-1)
    if (last?.event.boot === event.boot) last.good ??= event
  }

  writes(event: EventOf<'slot.writing'>): void {
    this.#writing.set(event.slot, event)
    this.#written.delete(event.slot)
    this.#run.delete(event.slot)
  }

  wrote(event: EventOf<'slot.written'>): void {
    this.#written.set(event.slot, event)
    this.#updated = true
  }

  installed(): void {
    this.#updated = true
  }
}

/** By machine, each oldest first. Empty where no machine has slots. */
export const bootsOf = memoised((view: View): ReadonlyMap<MachineId, readonly Boot[]> => {
  if (!hasSlots(view)) return new Map()
  const readings = new Map<MachineId, Reading>()
  const of = (machine: MachineId): Reading => {
    const known = readings.get(machine) ?? new Reading()
    readings.set(machine, known)
    return known
  }
  for (const event of view.events) {
    if (event.kind === 'boot.slot') of(event.machine).booted(event)
    else if (event.kind === 'boot.good') readings.get(event.machine)?.proved(event)
    else if (event.kind === 'slot.writing') of(event.machine).writes(event)
    else if (event.kind === 'slot.written') of(event.machine).wrote(event)
    else if (event.kind === 'update.installed') of(event.machine).installed()
  }
  return new Map([...readings].map(([machine, { boots }]) => [machine, boots]))
})

/** `1.2.0 from slot b`, as a report says it. */
export const runs = ({ event }: Boot): string => `${event.version} from slot ${event.slot}`
