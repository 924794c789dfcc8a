// What the engine does about one snapshot after another. Its decision is that of `decide`, and is a function of the
// snapshot alone; that it remembers the last one makes it quick, and nothing else.
//
// First, whatever may not stay where it is leaves. Then every unit that waits, by name, is offered to the machines, the
// least loaded first, again and again until a round places none: so a unit that must be with another one is placed in
// the pass in which the other one is. A unit that may stay never moves; there is no balancing.

import type { Snapshot } from '../snapshot.ts'
import type { Unit } from '../unit.ts'
import { ableToRun } from './able-to-run.ts'
import type { AgentState } from './agent-state.ts'
import type { Command, Decision } from './decision.ts'
import { INACTIVE } from './desired.ts'
import { type Entry, Model } from './model.ts'
import { Shortlist } from './shortlist.ts'

export class Planner {
  readonly #patience: number
  #last: { readonly snapshot: Snapshot; readonly decision: Decision } | undefined
  #model: Model | undefined

  /** @param patience How many machines are asked for a unit before it is found out which cannot take it. */
  constructor(patience = 32) {
    this.#patience = patience
  }

  decide(snapshot: Snapshot): Decision {
    const last = this.#last
    if (last?.snapshot.jobs === snapshot.jobs && last.snapshot.machines === snapshot.machines) return last.decision
    if (!this.#model?.follow(snapshot)) this.#model = new Model(snapshot)
    const decision = new Pass(this.#model, this.#patience).decision()
    this.#last = { snapshot, decision }
    return decision
  }
}

class Pass {
  readonly #model: Model
  readonly #shortlist: Shortlist
  /** How often a unit had to leave a machine in this pass. */
  readonly #left = new Map<Entry, number>()

  constructor(model: Model, patience: number) {
    this.#model = model
    this.#shortlist = new Shortlist(model, patience)
  }

  decision(): Decision {
    this.#settleAll()
    this.#placeAll()
    const { waiting, changed } = this.#model
    // Everything that waits has been refused by every machine as it is now.
    for (const entry of waiting) if (entry.askedAt !== undefined) entry.askedAt = 0
    changed.length = 0
    return { commands: this.#commands(), waiting: [...waiting].map(({ job }) => job.name).sort() }
  }

  #settleAll(): void {
    const { idle, unsettled, agents, order } = this.#model
    for (const entry of idle) this.#model.leave(entry, INACTIVE)
    for (const agent of unsettled) {
      if (agent.machine !== undefined) {
        this.#settle(agent)
        continue
      }
      const names = [...agent.scheduled.keys()]
      agent.scheduled.clear()
      for (const name of names) this.#model.leave(this.#entry(name), `target Machine(${agent.id}) went away`)
      if (agent.empty) agents.delete(agent.id)
      order.remove(agent)
    }
    unsettled.clear()
  }

  #settle(agent: AgentState): void {
    const { surroundings, order, changed } = this.#model
    if (agent.machine === undefined) return
    for (const [name, why] of agent.settle(agent.machine, surroundings)) {
      const entry = this.#entry(name)
      this.#left.set(entry, (this.#left.get(entry) ?? 0) + 1)
      this.#model.leave(entry, `target Machine(${agent.id}) unable to run unit: ${why}`)
    }
    order.put(agent)
    changed.push(agent)
  }

  #placeAll(): void {
    const { waiting, changed, followers } = this.#model
    let round: Iterable<Entry> = waiting
    for (;;) {
      const before = changed.length
      const next = new Set<Entry>()
      for (const entry of [...round].sort(byName)) {
        if (!waiting.has(entry) || !this.#place(entry)) continue
        for (const follower of followers.get(entry.job.name) ?? []) next.add(follower)
      }
      if (changed.length === before && next.size === 0) return
      round = changed.length > before ? waiting : next
    }
  }

  #place(entry: Entry): boolean {
    const { agents, surroundings } = this.#model
    const unit = entry.job.unit as Unit
    // A unit that had to leave as often as there are machines has been everywhere: enough for this pass.
    if ((this.#left.get(entry) ?? 0) > agents.size + 1) return false
    let replaces = false
    const passesOver = this.#shortlist.passesOver(entry)
    const agent = this.#firstOf(entry, unit, (candidate) => {
      if (candidate.machine === undefined || passesOver(candidate.id)) return false
      const ability = ableToRun(candidate.view(candidate.machine), unit, surroundings)
      if (ability.kind === 'able') replaces = ability.replaces.length > 0
      return ability.kind === 'able'
    })
    if (agent === undefined) return false
    this.#model.come(entry, agent.id)
    if (replaces) {
      agent.scheduled.set(unit.name, unit)
      this.#settle(agent)
    } else {
      agent.take(unit)
      this.#model.order.put(agent)
    }
    return true
  }

  /** Asks only machines that can matter; the answer is the same as if every one were asked. */
  #firstOf(entry: Entry, unit: Unit, accepts: (agent: AgentState) => boolean): AgentState | undefined {
    const { order, changed, agents } = this.#model
    for (const peer of unit.requirements.peers) {
      const there = this.#model.entries.get(peer)
      if (there?.standing === 'global') continue
      const agent = there?.target === undefined ? undefined : agents.get(there.target)
      return agent && accepts(agent) ? agent : undefined
    }
    const { askedAt } = entry
    entry.askedAt = changed.length
    return askedAt === undefined ? order.find(accepts) : order.findAmong(new Set(changed.slice(askedAt)), accepts)
  }

  /** A unit that had to leave and came back is told of all the same: what it must be with was not there meanwhile. */
  #commands(): Command[] {
    const { moved } = this.#model
    const leaving = [...moved].filter(({ job }) => job.target !== undefined).sort(byName)
    return [
      ...leaving.map(
        ({ job, why }) => ({ kind: 'unschedule', unit: job.name, machine: job.target as string, why }) as const,
      ),
      ...[...moved].flatMap(({ job, target }): Command[] =>
        target === undefined
          ? []
          : [
              {
                kind: 'schedule',
                unit: job.name,
                machine: target,
                why: `target state ${job.targetState} and unit not scheduled`,
              },
            ],
      ),
    ]
  }

  #entry(name: string): Entry {
    return this.#model.entries.get(name) as Entry
  }
}

const byName = (a: Entry, b: Entry): number => (a.job.name < b.job.name ? -1 : 1)
