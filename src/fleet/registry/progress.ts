// How far a cache has been told, and who waits for it to be told more.

import { Mailbox } from '../../runtime/mailbox.ts'
import { now, type Program, receive, send, spawn } from '../../runtime/operation.ts'
import { requestProgress, type WatchId } from '../../store/contract.ts'

/** How long to wait for a word before the watch is asked how far it is: first, and at most. */
const ASK_AGAIN_MS = 10
const ASK_AGAIN_MOST_MS = 200

export class Progress {
  /** The watch that tells now. */
  watch: WatchId | undefined
  /** Whoever waits, and for which revision. A task that was dropped stays here until that one is told. */
  readonly #waiting = new Map<Mailbox<'told'>, number>()
  #told = 0

  /** Everything up to this revision has been told; 0: nothing yet. */
  get told(): number {
    return this.#told
  }

  *forward(revision: number): Program<void> {
    if (revision <= this.told) return
    this.#told = revision
    for (const [mailbox, wanted] of [...this.#waiting]) {
      if (wanted > revision) continue
      this.#waiting.delete(mailbox)
      yield* send(mailbox, 'told')
    }
  }

  /**
   * Waits until everything up to `revision` has been told; false: not within that time. It may lie outside of what is
   * watched, so that no event will tell it: the watch is asked, and again if it was behind, or is another one since.
   */
  *reach(revision: number, withinMs: number): Program<boolean> {
    const deadline = (yield* now()) + withinMs
    const mailbox = new Mailbox<'told'>()
    this.#waiting.set(mailbox, revision)
    for (let waitMs = ASK_AGAIN_MS; this.told < revision; waitMs = Math.min(2 * waitMs, ASK_AGAIN_MOST_MS)) {
      if (this.watch !== undefined) yield* spawn('ask for progress', ask(this.watch))
      const left = deadline - (yield* now())
      if (left <= 0) break
      yield* receive(mailbox, Math.min(left, waitMs))
    }
    this.#waiting.delete(mailbox)
    return this.told >= revision
  }
}

/** Apart from who waits: a member that is silent takes longer to not answer than that one has time. */
function* ask(watch: WatchId): Program<void> {
  yield* requestProgress(watch)
}
