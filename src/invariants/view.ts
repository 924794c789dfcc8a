// A history read once for all judges: reboots as spans, the versions of each semaphore in revision order, who tried to
// change them. Start here to write an invariant.
//
// The store's events are ordered among each other by revision, and a machine's by its own sequence; between sources time
// alone orders, and only as well as the recorder's clocks do. So what hangs on the store's order is judged by revision.

import type { Event, EventOf, MachineId, Phase } from '../history/event.ts'
import { decode, FRESH, groupOfKey, type Semaphore, SemaphoreCorrupt } from '../locksmith/semaphore.ts'
import type { Setting } from '../worlds/world.ts'

/** A voluntary reboot: from the machine's decision to the next boot of it that was marked good. */
export interface Reboot {
  readonly machine: MachineId
  readonly group: string
  readonly started: EventOf<'reboot.started'>
  readonly ended: EventOf<'boot.good'> | undefined
}

/** One write of a semaphore. */
export interface Version {
  readonly group: string
  readonly revision: number
  readonly event: EventOf<'store.put'> | EventOf<'store.deleted'>
  /** Undefined: what was written is no semaphore; then `corrupt` says why. */
  readonly semaphore: Semaphore | undefined
  readonly corrupt?: string
  /** What it replaced. */
  readonly previous: Semaphore | undefined
  readonly previousRevision: number
}

export interface Attempt {
  readonly begun: EventOf<'lock.attempt'>
  /** Absent: it was cut short. */
  readonly ended: EventOf<'lock.attempt-ended'> | undefined
}

export interface View extends Setting {
  readonly events: readonly Event[]
  readonly reboots: readonly Reboot[]
  /** The versions of each group's semaphore, oldest first. */
  readonly versions: ReadonlyMap<string, readonly Version[]>
  readonly attempts: readonly Attempt[]
  /** When each phase began; absent: it was never reached. */
  readonly phases: ReadonlyMap<Phase, Event>
  /** The last event's time; 0 for an empty history. */
  readonly endedAt: number
}

export function viewOf(setting: Setting, events: readonly Event[]): View {
  const reader = new Reader()
  for (const event of events) reader.read(event)
  return {
    topology: setting.topology,
    tuning: setting.tuning,
    startsAt: setting.startsAt,
    events,
    reboots: reader.reboots,
    versions: versionsOf(reader.writes),
    attempts: reader.attempts,
    phases: reader.phases,
    endedAt: events.at(-1)?.at ?? 0,
  }
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }
type Write = EventOf<'store.put'> | EventOf<'store.deleted'>

class Reader {
  readonly reboots: Mutable<Reboot>[] = []
  readonly attempts: Mutable<Attempt>[] = []
  readonly phases = new Map<Phase, Event>()
  readonly writes: Write[] = []
  readonly #underWay = new Map<MachineId, Mutable<Reboot>[]>()
  readonly #open = new Map<string, Mutable<Attempt>>()

  read(event: Event): void {
    switch (event.kind) {
      case 'reboot.started': {
        const reboot = { machine: event.machine, group: event.group, started: event, ended: undefined }
        this.reboots.push(reboot)
        this.#underWay.set(event.machine, [...(this.#underWay.get(event.machine) ?? []), reboot])
        break
      }
      case 'boot.good': {
        for (const reboot of this.#underWay.get(event.machine) ?? []) reboot.ended = event
        this.#underWay.delete(event.machine)
        break
      }
      case 'lock.attempt': {
        const attempt = { begun: event, ended: undefined }
        this.attempts.push(attempt)
        this.#open.set(`${event.source}:${event.attempt}`, attempt)
        break
      }
      case 'lock.attempt-ended': {
        const attempt = this.#open.get(`${event.source}:${event.attempt}`)
        if (attempt) attempt.ended = event
        break
      }
      case 'phase':
        this.phases.set(event.phase, event)
        break
      case 'store.put':
      case 'store.deleted':
        this.writes.push(event)
        break
      default:
    }
  }
}

function versionsOf(writes: readonly Write[]): ReadonlyMap<string, readonly Version[]> {
  const versions = new Map<string, Version[]>()
  for (const event of writes.toSorted((a, b) => a.revision - b.revision)) {
    const group = groupOfKey(event.key)
    if (group === undefined) continue
    const before = versions.get(group) ?? []
    const last = before.at(-1)
    before.push({
      group,
      revision: event.revision,
      event,
      ...meaningOf(event),
      previous: last === undefined ? FRESH : last.semaphore,
      previousRevision: last === undefined || last.event.kind === 'store.deleted' ? 0 : last.revision,
    })
    versions.set(group, before)
  }
  return versions
}

function meaningOf(event: Write): Pick<Version, 'semaphore' | 'corrupt'> {
  if (event.kind === 'store.deleted') return { semaphore: FRESH }
  try {
    return { semaphore: decode(event.value) }
  } catch (error) {
    if (error instanceof SemaphoreCorrupt) return { semaphore: undefined, corrupt: error.message }
    throw error
  }
}

/** The semaphore of a group as of a revision. */
export function semaphoreAt(view: View, group: string, revision: number): Version | undefined {
  return view.versions.get(group)?.findLast((version) => version.revision <= revision)
}

/**
 * The revision of the semaphore in which the machine held its slot when it began this reboot; null: it held none. Where a
 * server keeps the lock, the machine does not know it: then it is the machine's latest grant by time, give or take a call.
 */
export function grantOf(view: View, { machine, group, started }: Reboot): number | null {
  if (started.strategy !== 'fleetlock') return started.revision
  const latest = started.at + view.tuning.callTimeoutMs
  const grant = view.versions
    .get(group)
    ?.findLast((version) => version.event.at <= latest && difference(version).added.includes(machine))
  return grant?.revision ?? null
}

interface Difference {
  readonly added: readonly MachineId[]
  readonly removed: readonly MachineId[]
}

/** Judges ask it of every version for every reboot. */
const differences = new WeakMap<Version, Difference>()

/** The machines that a version newly lists, and those that it lists no longer. */
export function difference(version: Version): Difference {
  const known = differences.get(version)
  if (known) return known
  const before = version.previous?.holders ?? []
  const after = version.semaphore?.holders ?? []
  const found = {
    added: after.filter((machine) => !before.includes(machine)),
    removed: before.filter((machine) => !after.includes(machine)),
  }
  differences.set(version, found)
  return found
}
