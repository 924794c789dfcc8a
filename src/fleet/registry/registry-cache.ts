// The registry as one daemon knows it: a read of everything at one revision, and from then on what a watch tells, begun
// at the revision after it. A watch that ends is begun again at the revision after the last one told, so that there is
// never a gap; historically it began anew from the present, a second later, and what happened in between was missed
// (coreos/fleet #1362). What the store has forgotten by then is read afresh.
//
// While the watch is lost the snapshot stands, and grows old: whoever writes guards with the revisions in it.

import { Mailbox } from '../../runtime/mailbox.ts'
import { ok, type Outcome, type Program, receive, send, spawn, unknown } from '../../runtime/operation.ts'
import { cancelWatch, range, watch, type WatchMessage } from '../../store/contract.ts'
import { BackOff } from '../session/back-off.ts'
import type { ReadUnit } from '../read-unit.ts'
import type { Snapshot } from '../snapshot.ts'
import type { RegistryCache } from './cache.ts'
import { LEADER_KEY, PREFIX, STATES } from './keys.ts'
import { Progress } from './progress.ts'
import { readRange } from './read-range.ts'
import { SharedSnapshots } from './shared-snapshots.ts'

export interface RegistryCacheConfig {
  /** How long a call to the store may take, and a fresh snapshot to arrive. */
  readonly callTimeoutMs: number
  /** Keys in one answer of the store. */
  readonly page?: number
  /** What units are read with. */
  readonly readUnit?: ReadUnit
}

/** Everything but the states of units. */
const WATCHED = { key: PREFIX, rangeEnd: STATES } as const

const LEAST_WAIT_MS = 100
const MOST_WAIT_MS = 3000

/**
 * A watch that has said nothing for so long is held against the store: one at a member that is cut off from its peers
 * never breaks, and never speaks.
 */
const QUIET_MS = 10_000

/** A cache of the registry. It knows nothing before its `run` has read it. */
export const openRegistryCache = (config: RegistryCacheConfig): RegistryCache => new WatchedCache(config)

class WatchedCache implements RegistryCache {
  readonly #config: RegistryCacheConfig
  readonly #snapshots: SharedSnapshots
  readonly #progress = new Progress()
  readonly #subscribers: Mailbox<'changed'>[] = []
  /** What the watch tells now arrives here. */
  #mailbox = new Mailbox<WatchMessage>()
  /** The store has forgotten what comes next, or nothing was read yet. */
  #lost = true

  readonly subscribe = (mailbox = new Mailbox<'changed'>()): Mailbox<'changed'> => {
    this.#subscribers.push(mailbox)
    return mailbox
  }

  /**
   * Asks the store, and not a member that may be behind, how far it is; then waits until the watch is as far. So whoever
   * has written reads what it wrote, through whichever machine (coreos/fleet #1316, #1321). Both may take the time of a
   * call; `unknown`: the watch was not as far by then.
   */
  readonly fresh = (): Program<Outcome<Snapshot>> => this.#fresh()

  readonly run = (): Program<void> => this.#run()

  constructor(config: RegistryCacheConfig) {
    this.#config = config
    this.#snapshots = new SharedSnapshots(config.readUnit)
  }

  get snapshot(): Snapshot | undefined {
    return this.#progress.told === 0 ? undefined : this.#snapshots.snapshot()
  }

  *#fresh(): Program<Outcome<Snapshot>> {
    const { callTimeoutMs } = this.#config
    const watched = this.#progress.watch
    const read = yield* range({ key: LEADER_KEY }, { withinMs: callTimeoutMs })
    if (read.kind !== 'ok') return read
    const { revision } = read.value
    if (yield* this.#progress.reach(revision, callTimeoutMs)) return ok(this.#snapshots.snapshot())
    const reason = `the watch has told revision ${this.#progress.told} of ${revision}`
    // The member that was read from may do better than the one that was watched all the while.
    if (watched !== undefined && watched === this.#progress.watch) {
      yield* send(this.#mailbox, { kind: 'broken', reason })
    }
    return unknown(reason)
  }

  *#run(): Program<void> {
    const backOff = new BackOff(LEAST_WAIT_MS, MOST_WAIT_MS)
    for (;;) {
      const heard: boolean = (this.#lost ? yield* this.#read() : true) && (yield* this.#watch())
      if (heard) backOff.reset()
      yield* backOff.wait()
    }
  }

  /** Reads everything at one revision. False: it could not be read. */
  *#read(): Program<boolean> {
    const { callTimeoutMs, page } = this.#config
    const read = yield* readRange(WATCHED.key, WATCHED.rangeEnd, {
      withinMs: callTimeoutMs,
      ...(page === undefined ? {} : { page }),
    })
    if (read.kind !== 'ok') return false
    const { kvs, revision } = read.value
    const changed = this.#snapshots.replace(kvs, revision)
    yield* this.#progress.forward(revision)
    this.#lost = false
    if (changed) yield* this.#announce()
    return true
  }

  /** Watches until the watch ends. False: it has told nothing. */
  *#watch(): Program<boolean> {
    const mailbox = new Mailbox<WatchMessage>()
    this.#mailbox = mailbox
    const request = { ...WATCHED, fromRevision: this.#progress.told + 1, mailbox }
    const made = yield* watch(request, { withinMs: this.#config.callTimeoutMs })
    if (made.kind !== 'ok') return false
    this.#progress.watch = made.value
    const heard = yield* this.#hear(mailbox)
    this.#progress.watch = undefined
    yield* cancelWatch(made.value)
    return heard
  }

  *#hear(mailbox: Mailbox<WatchMessage>): Program<boolean> {
    for (let heard = false; ; heard = true) {
      const received = yield* receive(mailbox, QUIET_MS)
      if (received.kind === 'deadline') {
        yield* spawn('hold against the store', this.#fresh())
        continue
      }
      const { message } = received
      switch (message.kind) {
        case 'events':
          if (message.revision <= this.#progress.told) break
          this.#snapshots.apply(message.events, message.revision)
          yield* this.#progress.forward(message.revision)
          yield* this.#announce()
          break
        case 'progress':
          yield* this.#progress.forward(message.revision)
          break
        case 'compacted':
          this.#lost = true
          return heard
        case 'broken':
          return heard
      }
    }
  }

  *#announce(): Program<void> {
    for (const mailbox of this.#subscribers) if (mailbox.messages.length === 0) yield* send(mailbox, 'changed')
  }
}
