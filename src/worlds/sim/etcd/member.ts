// One etcd member: what it keeps on its disk, what it holds in memory, and whether its process runs.

import { unknown } from '../../../runtime/operation.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import type { View } from '../../../store/mvcc.ts'
import type { Node } from '../network.ts'
import type { StoreCall } from './call.ts'
import { Deadlines } from './deadlines.ts'
import type { WatchStream } from './watches.ts'

export type Health = 'up' | 'down' | 'paused'

export class Member {
  readonly name: string
  readonly index: number
  readonly node: Node
  health: Health = 'down'
  /** While down: nobody is there to refuse a connection, so that a client waits in vain. */
  silent = false

  // On disk.
  /** The last entry of the cluster's log that it holds. */
  match = 0
  /** The last entry that it has applied, and what it therefore sees. */
  applied = 0
  view: View = { revision: 1, compactRevision: 0 }

  // In memory.
  /** Whom it takes for the leader, and since when it has not heard of that one. */
  #leader: Member | undefined
  #silentSince = Infinity
  /** Requests of clients that it has not answered. */
  readonly calls: Deadlines<StoreCall>
  /** Reads that may be answered once an entry is applied. */
  reads: { readonly index: number; readonly call: StoreCall }[] = []
  watches: WatchStream[] = []
  /** What arrived while it was paused, and the requests of clients among it. */
  #inbox: (() => void)[] = []
  #unread: StoreCall[] = []

  // What the leader of the present term knows of it.
  /** Both are running and can exchange messages. */
  connected = false
  acknowledged = 0

  constructor(name: string, index: number, timers: VirtualTimers, requestTimeoutMs: number) {
    this.name = name
    this.index = index
    this.node = `etcd:${name}`
    this.calls = new Deadlines<StoreCall>(
      timers,
      requestTimeoutMs,
      (call) => call.answered,
      (call) => this.receive(() => call.respond(unknown('etcdserver: request timed out'))),
    )
  }

  get running(): boolean {
    return this.health === 'up'
  }

  /** Something arrives: handled at once, kept for later while paused, lost while down. */
  receive(handle: () => void): void {
    if (this.health === 'up') handle()
    else if (this.health === 'paused') this.#inbox.push(handle)
  }

  /** A client's request arrives. The time that the member gives itself for it begins when it handles it. */
  receiveCall(call: StoreCall, handle: () => void): void {
    if (this.health === 'paused') this.#unread.push(call)
    this.receive(() => {
      this.calls.add(call)
      handle()
    })
  }

  /** Handles, in order, what arrived during a pause. */
  catchUpInbox(): void {
    const inbox = this.#inbox
    this.#inbox = []
    this.#unread = []
    for (const handle of inbox) this.receive(handle)
  }

  follow(leader: Member): void {
    this.#leader = leader
    this.#silentSince = Infinity
  }

  /** It hears its leader no more; it will notice one election time-out later. */
  losesContact(now: number): void {
    if (this.#silentSince === Infinity) this.#silentSince = now
  }

  forgetLeader(): void {
    this.#leader = undefined
  }

  /** Whom it would send a request to now. */
  knownLeader(now: number, electionMs: number): Member | undefined {
    return now - this.#silentSince < electionMs ? this.#leader : undefined
  }

  /** Loses what was in memory. Returns the calls that its clients still wait for. */
  wipe(): readonly StoreCall[] {
    const lost = [...this.calls.open(), ...this.#unread]
    for (const call of lost) call.answered = true
    this.#inbox = []
    this.#unread = []
    this.reads = []
    this.#leader = undefined
    this.connected = false
    return lost
  }
}
