// What a member does with a request: answers it itself, or takes it to the leader, or keeps it until it knows one.

import { type Outcome, fail, ok } from '../../../runtime/operation.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import { FAILURES } from '../../../store/contract.ts'
import { isWellFormed } from '../../../store/txn.ts'
import type { Network } from '../network.ts'
import type { StoreCall } from './call.ts'
import type { Election } from './election.ts'
import type { Leases } from './leases.ts'
import type { Member } from './member.ts'
import type { Replication } from './replication.ts'
import type { Watches } from './watches.ts'

/** etcd's longest lease: about 285 years. */
const MOST_TTL_SECONDS = 9_000_000_000

export class Server {
  readonly #timers: VirtualTimers
  readonly #network: Network
  readonly #replication: Replication
  readonly #election: Election
  readonly #leases: Leases
  readonly #watches: Watches
  readonly #electionMs: number

  constructor(
    timers: VirtualTimers,
    network: Network,
    replication: Replication,
    election: Election,
    leases: Leases,
    watches: Watches,
    electionMs: number,
  ) {
    this.#timers = timers
    this.#network = network
    this.#replication = replication
    this.#election = election
    this.#leases = leases
    this.#watches = watches
    this.#electionMs = electionMs
  }

  /** A client's request reaches the machine of its member. */
  arrive(call: StoreCall): void {
    const { member, client } = call
    if (member.health === 'down') {
      if (member.silent) return
      this.#network.send(member.node, client.node, () => call.settle(fail(FAILURES.unreachable)))
      return
    }
    member.receiveCall(call, () => this.#handle(call))
  }

  /** A member has heard of a leader: what waited for one goes there, and reads that the last one took along go again. */
  retry(member: Member): void {
    for (const call of member.calls.open()) {
      if (call.stage === 'waiting' || (call.stage === 'sent' && call.isRead)) this.#route(call, member)
    }
  }

  #handle(call: StoreCall): void {
    const { member, request } = call
    switch (request.kind) {
      case 'watch':
        this.#watches.register(call, request, this.#replication.mvcc)
        return
      case 'cancel-watch':
        this.#watches.cancel(request.watch)
        call.respond(ok(undefined))
        return
      case 'progress': {
        const stream = this.#watches.get(request.watch)
        if (stream?.member === member) stream.progress()
        call.respond(stream?.member === member ? ok(undefined) : fail(FAILURES.invalid))
        return
      }
      case 'lease-grant':
        if (request.ttlSeconds > MOST_TTL_SECONDS) {
          call.respond(fail(FAILURES.invalid))
          return
        }
        break
      case 'range':
      case 'put':
      case 'delete':
      case 'txn':
        if (!isWellFormed(request)) {
          call.respond(fail(FAILURES.invalid))
          return
        }
        if (request.kind === 'range' && request.serializable) {
          call.respond(this.#replication.readAt(member, request))
          return
        }
        break
      default:
    }
    this.#route(call, member)
  }

  #route(call: StoreCall, at: Member): void {
    if (at === this.#replication.leader) {
      call.stage = 'sent'
      this.#lead(call, at)
      return
    }
    const leader = at.knownLeader(this.#timers.now(), this.#electionMs)
    if (leader) {
      call.stage = 'sent'
      this.#network.send(at.node, leader.node, () => leader.receive(() => this.#route(call, leader)))
    } else if (at === call.member) {
      call.stage = 'waiting'
    }
    // A request that another member sent here, and that finds no leader, is dropped, as Raft drops a proposal.
  }

  #lead(call: StoreCall, leader: Member): void {
    const { request } = call
    switch (request.kind) {
      case 'range':
        this.#replication.read(call)
        break
      case 'txn':
        if (call.isRead) this.#replication.read(call)
        else this.#replication.propose(request, call)
        break
      case 'put':
      case 'delete':
      case 'compact':
      case 'lease-revoke':
        this.#replication.propose(request, call)
        break
      case 'lease-grant':
        this.#replication.propose(
          { kind: 'lease-grant', lease: this.#leases.nextId(), ttlSeconds: request.ttlSeconds },
          call,
        )
        break
      case 'lease-keep-alive':
        this.#answerAsLeader(call, leader, () => this.#leases.keepAlive(request.lease))
        break
      case 'lease-time-to-live': {
        const { lease } = request
        this.#answerAsLeader(call, leader, () => this.#leases.status(lease, this.#replication.mvcc.keysOf(lease)))
        break
      }
      case 'watch':
      case 'cancel-watch':
      case 'progress':
        throw new Error(`a ${request.kind} is for the member that was asked`)
    }
  }

  /** The leases' clocks are the leader's own; one that has lost its majority says nothing of them. */
  #answerAsLeader(call: StoreCall, leader: Member, outcome: () => Outcome<unknown>): void {
    if (this.#election.serving() !== leader) return
    const answer = outcome()
    if (call.member === leader) call.respond(answer)
    else this.#network.send(leader.node, call.member.node, () => call.member.receive(() => call.respond(answer)))
  }
}
