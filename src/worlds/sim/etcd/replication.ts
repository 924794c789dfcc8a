// The log that the members share: a leader proposes entries, the followers take them in, what a majority holds is
// committed, and each member applies it when it hears so. Raft, told by its outcome: there are no heartbeats and no log
// per member, only one log and, for each member, how much of it that member holds. Whoever becomes leader decides what
// the log is from there on; what others held beyond that is lost, and was never committed.
//
// Reads go through the leader too (ReadIndex): it notes what is committed and confirms by a round to a majority that it
// still leads, and the member that was asked answers when it has applied that much.

import type { RangeAnswer, TxnAnswer } from '../../../store/contract.ts'
import type { Outcome } from '../../../runtime/operation.ts'
import { Mvcc } from '../../../store/mvcc.ts'
import type { Network } from '../network.ts'
import type { StoreCall } from './call.ts'
import { type Command, type Entry, execute } from './command.ts'
import type { ClusterObserver } from './cluster.ts'
import type { Leases } from './leases.ts'
import type { Member } from './member.ts'

/** A read whose leader has yet to confirm that it leads. */
interface Confirmation {
  readonly call: StoreCall
  readonly index: number
  readonly heard: Set<Member>
}

export class Replication {
  readonly mvcc = new Mvcc()
  leader: Member | undefined
  term = 0
  readonly #members: readonly Member[]
  readonly #network: Network
  readonly #observer: ClusterObserver
  readonly #leases: Leases
  readonly #majority: number
  /** The entry with index i is at i - 1 - #dropped. */
  readonly #log: Entry[] = []
  /** How many entries at the log's beginning every member has applied: they are needed no more. */
  #dropped = 0
  #committed = 0
  readonly #confirmations = new Set<Confirmation>()

  constructor(members: readonly Member[], network: Network, leases: Leases, observer: ClusterObserver) {
    this.#members = members
    this.#network = network
    this.#leases = leases
    this.#observer = observer
    this.#majority = (members.length >> 1) + 1
  }

  /** A member wins an election: the log is what it holds. */
  begin(leader: Member): void {
    this.end()
    this.term++
    this.leader = leader
    this.#log.length = leader.match - this.#dropped
    for (const member of this.#members) {
      member.match = Math.min(member.match, leader.match)
      member.connected = false
      member.acknowledged = 0
    }
    leader.follow(leader)
    this.propose({ kind: 'new-term' }, undefined)
  }

  /** The leader leads no more: it crashed, stepped down, or another one was elected. */
  end(): void {
    this.leader?.forgetLeader()
    this.leader = undefined
    this.#confirmations.clear()
  }

  /** The leader appends an entry and sends it to whom it can reach. */
  propose(command: Command, call: StoreCall | undefined): void {
    const { leader } = this
    if (!leader) return
    this.#log.push({ command, call, result: undefined })
    leader.match = leader.acknowledged = this.#dropped + this.#log.length
    for (const member of this.#members) if (member.connected) this.#append(leader, member)
    this.#advance(leader)
  }

  /** Brings a member up to date that the leader can reach (again). `arrived` is called there. */
  greet(member: Member, arrived: () => void): void {
    const { leader, term } = this
    if (!leader) return
    const { match } = leader
    const committed = this.#committed
    const greeted = (): void => {
      if (term !== this.term) return
      this.#take(leader, member, match)
      if (leader !== this.leader) return
      member.follow(leader)
      this.#apply(member, committed)
      arrived()
    }
    this.#network.send(leader.node, member.node, () => member.receive(greeted))
    for (const confirmation of this.#confirmations) this.#probe(leader, member, confirmation)
  }

  /** A linearizable read that has arrived at the leader. */
  read(call: StoreCall): void {
    const { leader } = this
    if (!leader || call.answered) return
    const confirmation: Confirmation = { call, index: this.#committed, heard: new Set([leader]) }
    if (this.#majority === 1) {
      this.#confirmed(leader, confirmation)
      return
    }
    this.#confirmations.add(confirmation)
    for (const member of this.#members) if (member.connected) this.#probe(leader, member, confirmation)
  }

  #append(leader: Member, member: Member): void {
    const { term } = this
    const { match } = leader
    const taken = (): void => {
      if (term === this.term) this.#take(leader, member, match)
    }
    this.#network.send(leader.node, member.node, () => member.receive(taken))
  }

  /** A follower stores entries and says so. */
  #take(leader: Member, member: Member, index: number): void {
    const { term } = this
    if (index > member.match) member.match = index
    const acknowledged = (): void => {
      if (term !== this.term || leader !== this.leader || index <= member.acknowledged) return
      member.acknowledged = index
      if (index > this.#committed) this.#advance(leader)
    }
    this.#network.send(member.node, leader.node, () => leader.receive(acknowledged))
  }

  /**
   * Commits what a majority holds. All messages of a term carry at least its first entry, so an older term's entries
   * are never counted by themselves (Raft, 5.4.2).
   */
  #advance(leader: Member): void {
    let index = 0
    for (const { acknowledged } of this.#members) {
      if (acknowledged <= index) continue
      let holders = 0
      for (const member of this.#members) if (member.acknowledged >= acknowledged) holders++
      if (holders >= this.#majority) index = acknowledged
    }
    if (index <= this.#committed) return
    while (this.#committed < index) this.#commit()
    this.#apply(leader, index)
    for (const member of this.#members) if (member.connected) this.#announce(leader, member, index)
    this.#dropApplied()
  }

  #commit(): void {
    const entry = this.#entry(++this.#committed)
    const before = this.mvcc.revision
    const outcome = execute(entry.command, this.mvcc, this.#leases)
    entry.result = { outcome, view: this.mvcc.view }
    if (this.mvcc.revision > before)
      this.#observer.committed(this.mvcc.revision, this.mvcc.eventsAt(this.mvcc.revision))
  }

  #announce(leader: Member, member: Member, index: number): void {
    const { term } = this
    const announced = (): void => {
      if (term !== this.term) return
      if (index > member.match) member.match = index
      this.#apply(member, index)
    }
    this.#network.send(leader.node, member.node, () => member.receive(announced))
  }

  /** A member applies committed entries: it answers the calls made at it, and tells its watches. */
  #apply(member: Member, index: number): void {
    while (member.applied < index) {
      const { call, result } = this.#entry(++member.applied)
      if (!result) throw new Error(`entry ${member.applied} is applied before it is committed`)
      const news = result.view.revision > member.view.revision
      member.view = result.view
      if (news && member.watches.length > 0) {
        for (const watch of member.watches) watch.tell(this.mvcc, result.view.revision)
      }
      if (call?.member === member) call.respond(result.outcome)
    }
    if (member.reads.length === 0) return
    const ready = member.reads.filter((read) => read.index <= member.applied)
    member.reads = member.reads.filter((read) => read.index > member.applied)
    for (const { call } of ready) this.#answerRead(call)
  }

  #probe(leader: Member, member: Member, confirmation: Confirmation): void {
    const heard = (): void => {
      if (!this.#confirmations.has(confirmation)) return
      confirmation.heard.add(member)
      if (confirmation.heard.size < this.#majority) return
      this.#confirmations.delete(confirmation)
      this.#confirmed(leader, confirmation)
    }
    const probed = (): void => this.#network.send(member.node, leader.node, () => leader.receive(heard))
    this.#network.send(leader.node, member.node, () => member.receive(probed))
  }

  #confirmed(leader: Member, { call, index }: Confirmation): void {
    const { member } = call
    const settled = (): void => {
      if (member.applied >= index) this.#answerRead(call)
      else member.reads.push({ index, call })
    }
    if (member === leader) settled()
    else this.#network.send(leader.node, member.node, () => member.receive(settled))
  }

  #answerRead(call: StoreCall): void {
    if (!call.answered) call.respond(this.readAt(call.member, call.request))
  }

  /** Answers a read from what a member has applied. */
  readAt(member: Member, request: StoreCall['request']): Outcome<RangeAnswer | TxnAnswer> {
    if (request.kind === 'range') return this.mvcc.range(request, member.view)
    if (request.kind === 'txn') return this.mvcc.readTxn(request, member.view)
    throw new Error(`a ${request.kind} is no read`)
  }

  #entry(index: number): Entry {
    return this.#log[index - 1 - this.#dropped] as Entry
  }

  #dropApplied(): void {
    if (this.#log.length < 2000) return
    let low = this.#committed
    for (const { applied } of this.#members) low = Math.min(low, applied)
    if (low - this.#dropped < 1000) return
    this.#log.splice(0, low - this.#dropped)
    this.#dropped = low
  }
}
