// What the store says: every change of a key, by watch. One watcher per member, since any of them may stall or die; the
// first that tells a revision wins. Members tell in the order of revisions, so nothing is skipped.

import type { StoreFact } from '../../../history/event.ts'
import { Mailbox } from '../../../runtime/mailbox.ts'
import { now, type Program, receive, record, send, sleep, spawn } from '../../../runtime/operation.ts'
import {
  cancelWatch,
  prefixEnd,
  range,
  requestProgress,
  watch,
  type WatchEvent,
  type WatchId,
  type WatchMessage,
} from '../../../store/contract.ts'

/** All keys: semaphores, and what an update server keeps. */
const SPAN = { key: '\0', rangeEnd: prefixEnd('') } as const
const CALL_MS = 1_000
const TRY_AGAIN_MS = 50
/** How often those who watch are asked how far they are, while somebody waits for that. */
const ASK_AGAIN_MS = 200

export class Watchers {
  /** Everything up to this revision has been recorded. */
  #told = 0
  readonly #made = new Set<WatchId>()
  /** Told of each step forward while somebody waits for one. */
  #waiting: Mailbox<number> | undefined
  readonly #members: readonly string[]
  readonly #lost: (why: string) => void

  /** @param lost called when the store has forgotten revisions before they were told */
  constructor(members: readonly string[], lost: (why: string) => void) {
    this.#members = members
    this.#lost = lost
  }

  /** Watches for ever, on a host whose records become the source `store`. */
  *run(): Program<void> {
    for (const member of this.#members) yield* spawn(`watch by ${member}`, this.#watch(member))
    yield* sleep(Infinity)
  }

  /** Waits until all that the store holds now is recorded. Says what is missing, or undefined. */
  *catchUp(withinMs: number): Program<string | undefined> {
    const revision = yield* this.#currentRevision()
    if (revision === undefined) return 'no member answers a read'
    const deadline = (yield* now()) + withinMs
    const steps = new Mailbox<number>()
    this.#waiting = steps
    while (this.#told < revision) {
      const left = deadline - (yield* now())
      if (left <= 0) return `the watch has told revision ${this.#told} of ${revision}`
      for (const id of [...this.#made]) yield* requestProgress(id)
      yield* receive(steps, Math.min(left, ASK_AGAIN_MS))
    }
    return undefined
  }

  /** The newest that any member knows: linearizable where that is to be had. */
  *#currentRevision(): Program<number | undefined> {
    for (const member of this.#members) {
      const read = yield* range({ ...SPAN, limit: 1 }, { member, withinMs: CALL_MS })
      if (read.kind === 'ok') return read.value.revision
    }
    let newest: number | undefined
    for (const member of this.#members) {
      const read = yield* range({ ...SPAN, limit: 1, serializable: true }, { member, withinMs: CALL_MS })
      if (read.kind === 'ok') newest = Math.max(newest ?? 0, read.value.revision)
    }
    return newest
  }

  *#watch(member: string): Program<void> {
    for (;;) {
      const mailbox = new Mailbox<WatchMessage>()
      const made = yield* watch({ ...SPAN, fromRevision: this.#told + 1, mailbox }, { member, withinMs: CALL_MS })
      if (made.kind === 'ok') {
        this.#made.add(made.value)
        yield* this.#hear(mailbox)
        this.#made.delete(made.value)
        yield* cancelWatch(made.value)
      }
      yield* sleep(TRY_AGAIN_MS)
    }
  }

  /** Until the watch ends. */
  *#hear(mailbox: Mailbox<WatchMessage>): Program<void> {
    for (;;) {
      const received = yield* receive(mailbox)
      if (received.kind !== 'message') continue
      const { message } = received
      switch (message.kind) {
        case 'events':
          if (message.revision <= this.#told) break // another watcher was quicker
          for (const event of message.events) yield* record(factOf(event))
          yield* this.#forward(message.revision)
          break
        case 'progress':
          if (message.revision > this.#told) yield* this.#forward(message.revision)
          break
        case 'compacted':
          if (message.compactRevision > this.#told + 1) {
            this.#lost(`revisions ${this.#told + 1} to ${message.compactRevision} were compacted before they were told`)
            this.#told = message.compactRevision
          }
          return
        case 'broken':
          return
      }
    }
  }

  *#forward(revision: number): Program<void> {
    this.#told = revision
    if (this.#waiting) yield* send(this.#waiting, revision)
  }
}

function factOf(event: WatchEvent): StoreFact {
  return event.kind === 'put'
    ? { kind: 'store.put', key: event.kv.key, value: event.kv.value, revision: event.revision }
    : { kind: 'store.deleted', key: event.key, revision: event.revision }
}
