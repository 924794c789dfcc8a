// Watches: each is a stream from one member to one client, in order, like the connection that carries it. It tells what
// that member applies, so it falls silent when the member is cut off from its peers, and it breaks when the member dies
// or when a cut between the two is mended.

import type { Kernel } from '../../../runtime/kernel.ts'
import { ok } from '../../../runtime/operation.ts'
import type { VirtualTimers } from '../../../runtime/virtual.ts'
import { type Watch, type WatchEvent, type WatchId, type WatchMessage } from '../../../store/contract.ts'
import { inRange } from '../../../store/keys.ts'
import type { Mvcc } from '../../../store/mvcc.ts'
import type { Network, Node } from '../network.ts'
import type { StoreCall } from './call.ts'
import type { Member } from './member.ts'

/** A client notices after so long, by its keep-alive probes, that a member went without a word. */
const KEEP_ALIVE_MS = 5000

export class WatchStream {
  readonly id: WatchId
  readonly member: Member
  readonly client: Node
  /** A cut lay on its connection; what is under way is lost, and the mended connection is refused. */
  torn = false
  /** Nothing arrives any more: cancelled, or it has told its end. */
  closed = false
  readonly #watch: Watch
  readonly #network: Network
  readonly #kernel: Kernel
  /** The first revision still to be told. */
  #next: number
  /** What is under way. Each arrival delivers the oldest, so that nothing overtakes. */
  readonly #underWay: (() => void)[] = []

  constructor(id: WatchId, call: StoreCall, watch: Watch, kernel: Kernel) {
    this.id = id
    this.member = call.member
    this.client = call.client.node
    this.#network = call.client.network
    this.#watch = watch
    this.#kernel = kernel
    this.#next =
      watch.fromRevision !== undefined && watch.fromRevision > 0 ? watch.fromRevision : this.member.view.revision + 1
    call.answered = true
    this.#send(() => {
      if (call.settled || !call.reply.open) this.closed = true // nobody has the id, so nobody could cancel it
      call.settle(ok(id))
    })
  }

  /** Tells what the member has applied before the watch was made. False: that is compacted, and the watch has ended. */
  replay(mvcc: Mvcc): boolean {
    const { revision, compactRevision } = this.member.view
    if (this.#next < compactRevision) {
      this.#deliver({ kind: 'compacted', compactRevision })
      this.#send(() => {
        this.closed = true
      })
      return false
    }
    for (let at = this.#next; at <= revision; at++) this.tell(mvcc, at)
    return true
  }

  /** The member has applied a revision. */
  tell(mvcc: Mvcc, revision: number): void {
    if (revision < this.#next || this.closed || this.torn) return
    this.#next = revision + 1
    const events = mvcc.eventsAt(revision).filter((event) => this.#concerns(event))
    if (events.length > 0) this.#deliver({ kind: 'events', revision, events })
  }

  /** Everything up to the member's revision has been sent before this. */
  progress(): void {
    this.#deliver({ kind: 'progress', revision: this.member.view.revision })
  }

  /** The member's end of the connection closes. */
  breakOff(reason: string): void {
    this.#deliver({ kind: 'broken', reason })
    this.#send(() => {
      this.closed = true
    })
  }

  /** The client's end of the connection closes. */
  lose(reason: string): void {
    if (this.closed) return
    this.closed = true
    this.#kernel.deliver(this.#watch.mailbox, { kind: 'broken', reason })
  }

  #concerns(event: WatchEvent): boolean {
    return inRange(event.kind === 'put' ? event.kv.key : event.key, this.#watch.key, this.#watch.rangeEnd)
  }

  #deliver(message: WatchMessage): void {
    this.#send(() => this.#kernel.deliver(this.#watch.mailbox, message))
  }

  #send(arrive: () => void): void {
    this.#underWay.push(arrive)
    this.#network.send(this.member.node, this.client, () => {
      const oldest = this.#underWay.shift()
      if (oldest && !this.closed && !this.torn) oldest()
    })
  }
}

export class Watches {
  readonly #kernel: Kernel
  readonly #timers: VirtualTimers
  readonly #network: Network
  readonly #streams = new Map<WatchId, WatchStream>()
  #made = 0

  constructor(kernel: Kernel, timers: VirtualTimers, network: Network) {
    this.#kernel = kernel
    this.#timers = timers
    this.#network = network
  }

  get(id: WatchId): WatchStream | undefined {
    const stream = this.#streams.get(id)
    return stream?.closed ? undefined : stream
  }

  /** A request for a watch has arrived at its member. */
  register(call: StoreCall, watch: Watch, mvcc: Mvcc): void {
    const stream = new WatchStream(++this.#made, call, watch, this.#kernel)
    this.#streams.set(stream.id, stream)
    if (stream.replay(mvcc)) stream.member.watches.push(stream)
  }

  cancel(id: WatchId): void {
    const stream = this.#streams.get(id)
    if (!stream) return
    stream.closed = true
    this.#forget([stream])
  }

  /** The client's machine is gone, and with it whoever listened. */
  forgetClient(client: Node): void {
    const gone = [...this.#streams.values()].filter((stream) => stream.client === client)
    for (const stream of gone) stream.closed = true
    this.#forget(gone)
  }

  /** A member's process has died; `silent`: so that nobody is left to close its connections. */
  memberDied(member: Member, silent: boolean): void {
    const { watches } = member
    member.watches = []
    if (!silent) for (const stream of watches) stream.breakOff('the member was killed')
    else if (watches.length > 0) {
      this.#timers.callAt(this.#timers.now() + KEEP_ALIVE_MS, () => this.#lose(watches, 'the member does not answer'))
    }
  }

  /** A member's process runs again: it knows nothing of the connections of the one before. */
  memberStarted(member: Member): void {
    const old = [...this.#streams.values()].filter((stream) => stream.member === member && !stream.torn)
    this.#lose(old, 'connection lost')
  }

  /** A link was cut or mended. */
  topologyChanged(): void {
    const lost: WatchStream[] = []
    for (const stream of this.#streams.values()) {
      const { member, client } = stream
      if (!this.#network.carries(member.node, client) || !this.#network.carries(client, member.node)) stream.torn = true
      else if (stream.torn || stream.closed) lost.push(stream)
    }
    this.#lose(lost, 'connection lost')
  }

  #lose(streams: readonly WatchStream[], reason: string): void {
    for (const stream of streams) stream.lose(reason)
    this.#forget(streams)
  }

  #forget(streams: readonly WatchStream[]): void {
    for (const { id, member } of streams) {
      this.#streams.delete(id)
      if (member.watches.length > 0) member.watches = member.watches.filter((watch) => watch.id !== id)
    }
  }
}
