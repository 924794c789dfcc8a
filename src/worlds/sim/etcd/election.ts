// Who leads. Looked at only when something changes: a process, a link. A leader that cannot exchange messages with a
// majority serves nothing; it steps down after one election time-out, and a new one is elected one to two election
// time-outs after the loss, among those that a majority can vote for.

import type { RandomStream } from '../../../runtime/random.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import type { Network } from '../network.ts'
import type { Member } from './member.ts'
import type { Replication } from './replication.ts'

export class Election {
  readonly #members: readonly Member[]
  readonly #network: Network
  readonly #timers: VirtualTimers
  readonly #random: RandomStream
  readonly #replication: Replication
  readonly #electionMs: number
  readonly #changed: () => void
  readonly #majority: number
  /** Counts what was called off, so that a timer that is not wanted any more does nothing. */
  #round = 0
  #electionAhead = false
  #stepDownAhead = false

  constructor(
    members: readonly Member[],
    network: Network,
    timers: VirtualTimers,
    random: RandomStream,
    replication: Replication,
    electionMs: number,
    changed: () => void,
  ) {
    this.#members = members
    this.#network = network
    this.#timers = timers
    this.#random = random
    this.#replication = replication
    this.#electionMs = electionMs
    this.#changed = changed
    this.#majority = (members.length >> 1) + 1
  }

  /** Both run, and messages pass both ways. */
  canExchange(a: Member, b: Member): boolean {
    if (!a.running || !b.running) return false
    return a === b || (this.#network.carries(a.node, b.node) && this.#network.carries(b.node, a.node))
  }

  /** The leader that can commit now. */
  serving(): Member | undefined {
    const { leader } = this.#replication
    return leader && this.#reachesMajority(leader) ? leader : undefined
  }

  hasQuorum(): boolean {
    return this.#members.some((member) => this.#reachesMajority(member))
  }

  /** Something changed: prepares what follows from it. */
  review(): void {
    if (this.serving()) {
      if (this.#electionAhead || this.#stepDownAhead) this.#callOff()
      return
    }
    const { leader } = this.#replication
    if (leader?.running && !this.#stepDownAhead) this.#prepareStepDown(leader)
    if (!this.#electionAhead && this.hasQuorum()) this.#prepareElection()
  }

  #callOff(): void {
    this.#round++
    this.#electionAhead = false
    this.#stepDownAhead = false
  }

  #prepareStepDown(leader: Member): void {
    const round = this.#round
    this.#stepDownAhead = true
    this.#timers.callAt(this.#timers.now() + this.#electionMs, () => {
      if (round !== this.#round) return
      this.#stepDownAhead = false
      if (leader !== this.#replication.leader || !leader.running) return
      this.#replication.end()
      this.#changed()
    })
  }

  #prepareElection(): void {
    const round = this.#round
    this.#electionAhead = true
    this.#timers.callAt(this.#timers.now() + this.#random.between(this.#electionMs, 2 * this.#electionMs), () => {
      if (round !== this.#round) return
      this.#electionAhead = false
      const candidates = this.#candidates()
      const winner = candidates[this.#random.below(candidates.length)]
      if (!winner) return
      this.#callOff()
      this.#replication.begin(winner)
      this.#changed()
    })
  }

  /** Who can get the votes of a majority: a member votes for nobody who holds less of the log than itself (Raft, 5.4.1). */
  #candidates(): readonly Member[] {
    return this.#members.filter((candidate) => this.#reaches(candidate, (voter) => voter.match <= candidate.match))
  }

  #reachesMajority(member: Member): boolean {
    return this.#reaches(member, () => true)
  }

  #reaches(member: Member, counts: (other: Member) => boolean): boolean {
    let reached = 0
    for (const other of this.#members) if (this.canExchange(member, other) && counts(other)) reached++
    return reached >= this.#majority
  }
}
