// The simulated etcd cluster: start here. It puts the parts together and is told by the world what happens to members
// and links. Nothing in it beats: when nothing is asked and nothing changes, no event is spent.
//
//   client.ts    the port of a host, time-outs        server.ts       a member handles a request
//   call.ts      one request, both ends                replication.ts  the log, commit, apply, linearizable reads
//   election.ts  who leads                             leases.ts       the clocks of leases
//   watches.ts   streams of events                     command.ts      what an entry of the log does

import type { Port } from '../../../runtime/host.ts'
import type { Kernel } from '../../../runtime/kernel.ts'
import { unknown } from '../../../runtime/operation.ts'
import type { RandomStream } from '../../../runtime/random.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import type { WatchEvent } from '../../../store/contract.ts'
import type { Endpoints } from '../../../store/endpoints.ts'
import type { Network, Node } from '../network.ts'
import { clientPort } from './client.ts'
import { Election } from './election.ts'
import { Leases } from './leases.ts'
import { type Health, Member } from './member.ts'
import { Replication } from './replication.ts'
import { Server } from './server.ts'
import { Watches } from './watches.ts'

/** Is told what happens, at once and in order. It must not call back into the cluster. */
export interface ClusterObserver {
  committed(revision: number, events: readonly WatchEvent[]): void
  /** The leader that can commit: undefined from the moment that it cannot any more. */
  leaderChanged(leader: string | undefined, term: number): void
  memberChanged(member: string, health: Health): void
  quorumChanged(has: boolean): void
}

export interface ClusterTuning {
  /** For real members only: here nothing beats, and a follower learns of a commit by a message of its own. */
  readonly heartbeatMs: number
  readonly electionMs: number
  /** How long a member works on a request; by default etcd's own rule. */
  readonly requestTimeoutMs?: number
}

export interface ClusterOptions {
  readonly kernel: Kernel
  readonly timers: VirtualTimers
  readonly network: Network
  /** Draws for elections alone. */
  readonly random: RandomStream
  /** The names of the members' machines. */
  readonly members: readonly string[]
  readonly tuning: ClusterTuning
  readonly observer: ClusterObserver
}

export class SimCluster {
  readonly #timers: VirtualTimers
  readonly #network: Network
  readonly #observer: ClusterObserver
  readonly #members: readonly Member[]
  readonly #replication: Replication
  readonly #election: Election
  readonly #leases: Leases
  readonly #watches: Watches
  readonly #server: Server
  #told: { readonly leader: Member | undefined; readonly term: number; readonly quorum: boolean }

  constructor({ kernel, timers, network, random, members, tuning, observer }: ClusterOptions) {
    const { electionMs, requestTimeoutMs = 5000 + 2 * electionMs } = tuning
    this.#timers = timers
    this.#network = network
    this.#observer = observer
    this.#members = members.map((name, index) => new Member(name, index, timers, requestTimeoutMs))
    this.#leases = new Leases(timers, electionMs, (lease) => {
      const { leader } = this.#replication
      if (!leader?.running) return false
      this.#replication.propose({ kind: 'lease-revoke', lease }, undefined)
      return true
    })
    this.#replication = new Replication(this.#members, network, this.#leases, observer)
    this.#election = new Election(this.#members, network, timers, random, this.#replication, electionMs, () =>
      this.topologyChanged(),
    )
    this.#watches = new Watches(kernel, timers, network)
    this.#server = new Server(
      timers,
      network,
      this.#replication,
      this.#election,
      this.#leases,
      this.#watches,
      electionMs,
    )
    this.#told = { leader: undefined, term: 0, quorum: false }
  }

  /** Starts a member's process on the disk that it had. */
  start(name: string): void {
    const member = this.#member(name)
    if (member.health !== 'down') return
    this.#watches.memberStarted(member)
    this.#setHealth(member, 'up')
  }

  /**
   * Ends a member's process; its disk stays. `silent`: its machine is gone with it, so that clients hear nothing, not
   * even a refusal. A machine that loses its power later, or has it again, says so by calling this once more.
   */
  crash(name: string, how: { readonly silent: boolean }): void {
    const member = this.#member(name)
    member.silent = how.silent
    if (member.health === 'down') return
    const lost = member.wipe()
    this.#watches.memberDied(member, how.silent)
    if (this.#replication.leader === member) this.#replication.end()
    if (!how.silent) {
      for (const call of lost) {
        this.#network.send(member.node, call.client.node, () => call.settle(unknown('connection lost')))
      }
    }
    this.#setHealth(member, 'down')
  }

  /** The process stands still; what arrives is kept. */
  pause(name: string): void {
    const member = this.#member(name)
    if (member.health === 'up') this.#setHealth(member, 'paused')
  }

  resume(name: string): void {
    const member = this.#member(name)
    if (member.health !== 'paused') return
    this.#setHealth(member, 'up')
    member.catchUpInbox()
    if (this.#replication.leader === member) this.#leases.resume()
  }

  /** To be called after every cut and mend of a link: nothing is looked at in between. */
  topologyChanged(): void {
    this.#watches.topologyChanged()
    this.#election.review()
    this.#connect()
    this.#tell()
  }

  /** A client's machine has stopped: nobody listens to its watches any more. */
  forgetClient(node: Node): void {
    this.#watches.forgetClient(node)
  }

  health(name: string): Health {
    return this.#member(name).health
  }

  /** The leader that can commit now. */
  leader(): string | undefined {
    return this.#election.serving()?.name
  }

  term(): number {
    return this.#replication.term
  }

  hasQuorum(): boolean {
    return this.#election.hasQuorum()
  }

  /** The revision that is committed. */
  revision(): number {
    return this.#replication.mvcc.revision
  }

  /** The revision that a member has applied. */
  appliedRevision(name: string): number {
    return this.#member(name).view.revision
  }

  /** A client's port; it may be used by many tasks at once. */
  client(node: Node, endpoints: Endpoints, defaultWithinMs: number): Port {
    return clientPort({
      end: { node, endpoints, network: this.#network },
      timers: this.#timers,
      defaultWithinMs,
      server: this.#server,
      watches: this.#watches,
      find: (name) => this.#members.find((member) => member.name === name),
    })
  }

  #member(name: string): Member {
    const member = this.#members.find((candidate) => candidate.name === name)
    if (!member) throw new Error(`the cluster has no member "${name}"`)
    return member
  }

  #setHealth(member: Member, health: Health): void {
    member.health = health
    this.#observer.memberChanged(member.name, health)
    this.topologyChanged()
  }

  /** Finds out whom the leader reaches, and brings those up to date that it did not reach before. */
  #connect(): void {
    const { leader } = this.#replication
    for (const member of this.#members) {
      if (member === leader) continue
      const before = member.connected
      member.connected = leader !== undefined && this.#election.canExchange(leader, member)
      if (!member.connected) member.losesContact(this.#timers.now())
      else if (!before) this.#replication.greet(member, () => this.#server.retry(member))
    }
  }

  #tell(): void {
    const before = this.#told
    const leader = this.#election.serving()
    const { term } = this.#replication
    const quorum = this.#election.hasQuorum()
    this.#told = { leader, term, quorum }
    if (quorum !== before.quorum) this.#observer.quorumChanged(quorum)
    if (leader === before.leader && (leader === undefined || term === before.term)) return
    this.#observer.leaderChanged(leader?.name, term)
    if (leader && term !== before.term) this.#leases.promote()
    if (leader) this.#server.retry(leader)
  }
}
