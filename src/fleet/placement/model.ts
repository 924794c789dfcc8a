// What the engine has in mind of the cluster, kept up to date from snapshot to snapshot: only jobs and machines that
// are other objects than before are looked at. It also holds what the last decision made of it, in thought; what the
// next snapshot does not confirm is taken back.

import type { MachineId } from '../../history/event.ts'
import type { Job, Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import { AgentState } from './agent-state.ts'
import { clusterOf, isPossible, type Standing, standingOf } from './cluster.ts'
import { ConflictIndex } from './conflict-index.ts'
import { LoadOrder } from './load-order.ts'
import { mayReplace } from './replacement.ts'
import type { Surroundings } from './settle.ts'

/** A job, and where it is in thought. */
export interface Entry {
  job: Job
  standing: Standing
  target: MachineId | undefined
  /** Why it last had to leave. */
  why: string
  /**
   * How many of the model's `changed` had been when every machine was last asked; undefined: not every one has been.
   */
  askedAt: number | undefined
}

export class Model {
  readonly surroundings: Surroundings
  readonly entries = new Map<UnitName, Entry>()
  readonly agents = new Map<MachineId, AgentState>()
  readonly order = new LoadOrder<AgentState>()
  /** To be placed, and nowhere. */
  readonly waiting = new Set<Entry>()
  /** To be nowhere, and scheduled. */
  readonly idle = new Set<Entry>()
  /** Those that left or came, in the order in which they last did so: their jobs may say otherwise. */
  readonly moved = new Set<Entry>()
  readonly conflicts = new ConflictIndex(this.entries)
  readonly followers = new Map<UnitName, Set<Entry>>()
  /** Whose contenders are not as they were when it was last settled. */
  readonly unsettled = new Set<AgentState>()
  /** Machines that may be able to take what they were not able to take before, in the order of the changes. */
  readonly changed: AgentState[] = []
  #snapshot: Snapshot

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    this.surroundings = clusterOf(snapshot)
    this.#takeMachines(snapshot.machines)
    for (const job of snapshot.jobs.values()) this.#enter(job)
  }

  /** False: something changed that concerns every machine. Then the model is of no use any more. */
  follow(snapshot: Snapshot): boolean {
    const before = this.#snapshot
    this.#snapshot = snapshot
    if (snapshot.jobs !== before.jobs && !this.#takeJobs(snapshot.jobs)) return false
    for (const entry of this.moved) this.#replace(entry, entry.job)
    this.moved.clear()
    if (snapshot.machines !== before.machines) this.#takeMachines(snapshot.machines)
    return true
  }

  /** In thought, a unit leaves where it is; the caller has taken it off the machine. */
  leave(entry: Entry, why: string): void {
    entry.target = undefined
    entry.why = why
    entry.askedAt = undefined
    this.idle.delete(entry)
    if (entry.standing === 'placed') this.waiting.add(entry)
    this.#move(entry)
  }

  /** In thought, a unit that waits comes to a machine; the caller puts it there. */
  come(entry: Entry, machine: MachineId): void {
    entry.target = machine
    this.waiting.delete(entry)
    this.#move(entry)
  }

  #move(entry: Entry): void {
    this.moved.delete(entry)
    this.moved.add(entry)
  }

  #takeJobs(jobs: Snapshot['jobs']): boolean {
    let seen = 0
    for (const job of jobs.values()) {
      const entry = this.entries.get(job.name)
      if (entry !== undefined) seen++
      if (entry?.job === job) continue
      if (this.#concernsAll(entry?.job, job)) return false
      if (entry === undefined) {
        this.#enter(job)
        seen++
      } else this.#replace(entry, job)
    }
    if (seen === this.entries.size) return true
    for (const [name, entry] of this.entries) {
      if (jobs.has(name)) continue
      if (this.#concernsAll(entry.job, undefined)) return false
      this.#forget(entry)
      this.entries.delete(name)
      this.conflicts.namesChanged()
    }
    return true
  }

  /** Whether a change of a job may change who stays on machines that it was never scheduled to. */
  #concernsAll(before: Job | undefined, after: Job | undefined): boolean {
    const jobs = [before, after].filter((job) => job !== undefined)
    const [was, is] = [before && standingOf(before), after && standingOf(after)]
    if (before && after && before.unit === after.unit && was === is && isPossible(before) === isPossible(after)) {
      return false
    }
    if (jobs.some((job) => isPossible(job) || standingOf(job) === 'global')) return true
    // Who replaces whom depends on all units that are to run: see replacement.ts.
    return this.surroundings.replacement.any || jobs.some(({ unit }) => unit !== undefined && mayReplace(unit))
  }

  #takeMachines(machines: Snapshot['machines']): void {
    for (const agent of this.agents.values()) {
      if (agent.machine === undefined || machines.has(agent.id)) continue
      agent.machine = undefined
      this.order.remove(agent)
      this.unsettled.add(agent)
    }
    for (const machine of machines.values()) {
      const agent = this.#agent(machine.id)
      if (agent.machine !== machine) this.unsettled.add(agent)
      agent.machine = machine
    }
  }

  #agent(id: MachineId): AgentState {
    let agent = this.agents.get(id)
    if (agent === undefined) this.agents.set(id, (agent = new AgentState(id)))
    return agent
  }

  #enter(job: Job): void {
    const entry: Entry = { job, standing: 'unknown', target: undefined, why: '', askedAt: undefined }
    this.entries.set(job.name, entry)
    this.conflicts.namesChanged()
    this.#take(entry, job)
  }

  #replace(entry: Entry, job: Job): void {
    const confirmed = entry.job.unit === job.unit && entry.target === job.target && entry.standing === standingOf(job)
    if (confirmed) {
      entry.job = job
      this.moved.delete(entry)
    } else {
      this.#forget(entry)
      this.#take(entry, job)
    }
  }

  #take(entry: Entry, job: Job): void {
    const { name, unit, target } = job
    Object.assign(entry, { job, standing: standingOf(job), target, askedAt: undefined } satisfies Partial<Entry>)
    if (entry.standing === 'unknown' && target !== undefined) this.#touched(target).unknown.set(name, unit)
    if (entry.standing === 'idle' && target !== undefined) this.idle.add(entry)
    if (entry.standing !== 'placed' || unit === undefined) return
    this.conflicts.add(entry)
    for (const peer of unit.requirements.peers) {
      const followers = this.followers.get(peer)
      if (followers === undefined) this.followers.set(peer, new Set([entry]))
      else followers.add(entry)
    }
    if (target === undefined) this.waiting.add(entry)
    else this.#touched(target).scheduled.set(name, unit)
  }

  #forget(entry: Entry): void {
    const { name, unit } = entry.job
    for (const set of [this.idle, this.waiting, this.moved]) set.delete(entry)
    this.conflicts.delete(entry)
    for (const peer of unit?.requirements.peers ?? []) {
      const followers = this.followers.get(peer)
      if (followers?.delete(entry) && followers.size === 0) this.followers.delete(peer)
    }
    if (entry.target === undefined || (entry.standing !== 'placed' && entry.standing !== 'unknown')) return
    const agent = this.#touched(entry.target)
    agent.scheduled.delete(name)
    agent.unknown.delete(name)
  }

  #touched(id: MachineId): AgentState {
    const agent = this.#agent(id)
    this.unsettled.add(agent)
    return agent
  }
}
