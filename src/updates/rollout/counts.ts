// How many machines of a group have been granted, are at it, ran out of time, made it: what the policy's limits are held
// against (nebraska, backend/pkg/dbreads/groups.go). Kept up to date change by change, as a decision must not count a
// fleet: a change costs O(log n), and so does what time alone changes, amortised.
//
// Counted are machines seen within a day; one that is gone stops blocking a rollout, and stops counting as its failure.

import { DueQueue } from '../../runtime/due-queue.ts'
import type { MachineId } from '../../history/event.ts'
import type { Instance } from './instance.ts'
import type { Policy } from './policy.ts'

/** The counts of a group at one time, for one version that is being rolled out. */
export interface Statistics {
  readonly total: number
  /** Granted less than a period ago, whatever came of it. */
  readonly grantedInLastPeriod: number
  /** The grant is open and not older than the timeout. */
  readonly inProgress: number
  /** The grant is open and older than the timeout. Its slot is free again, though the machine may still be at it. */
  readonly timedOut: number
  /** Was granted the version last, and is not at it any more: succeeded or failed. */
  readonly attempted: number
  /** Attempted, and runs the version. */
  readonly succeeded: number
  /** Attempted, and runs another version. */
  readonly failed: number
}

type Limits = Pick<Policy, 'periodMs' | 'updateTimeoutMs'>

/** One machine as it is counted now. */
interface Entry {
  readonly instance: Instance
  /** Its place in the counts; recomputed at `until`. */
  seen: boolean
  recent: boolean
  stage: 'none' | 'in-progress' | 'timed-out'
  /** False: another entry took its place, and what falls due for it means nothing. */
  current: boolean
}

/** The counts of one group. Times are whole milliseconds; they only go forward. */
export class GroupCounts {
  #limits: Limits
  #now = -Infinity
  #due = new DueQueue()
  #queued = 0
  readonly #entries = new Map<MachineId, Entry>()
  readonly #tries = new Map<string, { attempted: number; succeeded: number }>()
  #total = 0
  #recent = 0
  #inProgress = 0
  #timedOut = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Counts the instance as it is at `at`, in place of what was known of its machine. */
  put(instance: Instance, at: number): void {
    this.#advance(at)
    this.#drop(instance.machine)
    if (isSynthetic(instance.machine)) return
    const entry: Entry = { instance, seen: false, recent: false, stage: 'none', current: true }
    this.#entries.set(instance.machine, entry)
    this.#enter(entry)
    if (this.#queued > 2 * this.#entries.size + SLACK) this.#requeue()
  }

  /** Forgets a machine, such as one that left the group. */
  remove(machine: MachineId): void {
    this.#drop(machine)
  }

  /** The policy has other limits. Counts all machines again if it does, which is O(n log n) and rare. */
  setLimits(limits: Limits): void {
    if (limits.periodMs === this.#limits.periodMs && limits.updateTimeoutMs === this.#limits.updateTimeoutMs) return
    this.#limits = limits
    for (const entry of this.#entries.values()) this.#tally(entry, -1)
    this.#due = new DueQueue()
    this.#queued = 0
    for (const entry of this.#entries.values()) this.#enter(entry)
  }

  /** The counts at `at`, for the version that is being rolled out; null: none is. */
  at(at: number, version: string | null): Statistics {
    this.#advance(at)
    const { attempted, succeeded } = (version !== null && this.#tries.get(version)) || NO_TRIES
    return {
      total: this.#total,
      grantedInLastPeriod: this.#recent,
      inProgress: this.#inProgress,
      timedOut: this.#timedOut,
      attempted,
      succeeded,
      failed: attempted - succeeded,
    }
  }

  #advance(at: number): void {
    if (at > this.#now) this.#now = at
    while (this.#due.earliest <= this.#now) {
      const due = this.#due.first as () => void
      this.#due.removeFirst()
      this.#queued--
      due()
    }
  }

  #drop(machine: MachineId): void {
    const entry = this.#entries.get(machine)
    if (entry === undefined) return
    this.#tally(entry, -1)
    entry.current = false
    this.#entries.delete(machine)
  }

  /** Counts an entry that is not counted, as of now, and waits for when that will be wrong. */
  #enter(entry: Entry): void {
    const { instance } = entry
    const { unseen, old, late } = this.#boundaries(instance)
    entry.seen = this.#now < unseen
    entry.recent = this.#now < old
    entry.stage = instance.updateInProgress ? (this.#now < late ? 'in-progress' : 'timed-out') : 'none'
    this.#tally(entry, 1)
    this.#await(entry)
  }

  #await(entry: Entry): void {
    if (!entry.seen) return // only a new check brings it back
    const { unseen, old, late } = this.#boundaries(entry.instance)
    let next = unseen
    if (entry.recent && old < next) next = old
    if (entry.stage === 'in-progress' && late < next) next = late
    this.#due.push(next, () => this.#reenter(entry), 0)
    this.#queued++
  }

  #reenter(entry: Entry): void {
    if (!entry.current) return
    this.#tally(entry, -1)
    this.#enter(entry)
  }

  /** When an instance stops being: seen within a day, granted in the last period, within the timeout. */
  #boundaries({ lastCheckAt, grantedAt = -Infinity }: Instance): { unseen: number; old: number; late: number } {
    return {
      unseen: lastCheckAt + DAY_MS,
      old: grantedAt + this.#limits.periodMs,
      late: grantedAt + this.#limits.updateTimeoutMs + 1, // at exactly the timeout it is still in time
    }
  }

  #tally({ instance, seen, recent, stage }: Entry, sign: 1 | -1): void {
    if (!seen) return
    this.#total += sign
    if (recent) this.#recent += sign
    if (stage === 'in-progress') this.#inProgress += sign
    if (stage === 'timed-out') this.#timedOut += sign
    const { lastUpdateVersion, updateInProgress, version } = instance
    if (updateInProgress || lastUpdateVersion === undefined) return
    const { attempted, succeeded } = this.#tries.get(lastUpdateVersion) ?? NO_TRIES
    if (attempted + sign === 0) this.#tries.delete(lastUpdateVersion)
    else {
      const made = version === lastUpdateVersion ? sign : 0
      this.#tries.set(lastUpdateVersion, { attempted: attempted + sign, succeeded: succeeded + made })
    }
  }

  /** Throws away what is queued for entries that are gone. Once per so many changes, so O(1) each. */
  #requeue(): void {
    this.#due = new DueQueue()
    this.#queued = 0
    for (const entry of this.#entries.values()) this.#await(entry)
  }
}

const DAY_MS = 24 * 60 * 60_000
const NO_TRIES = { attempted: 0, succeeded: 0 }
const SLACK = 64

/** Ids in braces are those of tools, not of machines; nebraska does not count them. */
const isSynthetic = (machine: MachineId): boolean => machine.startsWith('{') && machine.endsWith('}')
