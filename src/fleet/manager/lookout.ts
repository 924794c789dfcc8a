// How a unit waits. Orders are flags, and so is the end of a process: when something has happened there is news, and who
// waits looks at its condition again.

import { Mailbox } from '../../runtime/mailbox.ts'
import { now, type Program, receive, send } from '../../runtime/operation.ts'

/** The unit has no leave to run any longer. */
export class Fenced extends Error {
  readonly code = 'FENCED'
}

export class Lookout {
  readonly #allowedUntil: () => number
  /** Holds at most one message. */
  readonly #news = new Mailbox<'look'>()

  /** @param allowedUntil in milliseconds since the run began; perhaps Infinity */
  constructor(allowedUntil: () => number) {
    this.#allowedUntil = allowedUntil
  }

  /** Something has happened. */
  *tell(): Program<void> {
    if (this.#news.messages.length === 0) yield* send(this.#news, 'look')
  }

  /** Waits for news, with or without leave to run. */
  *news(withinMs = Infinity): Program<void> {
    yield* receive(this.#news, withinMs)
  }

  /**
   * Waits for a condition; false: it was not met by the deadline, in milliseconds since the run began.
   * @throws Fenced as soon as the unit has no leave to run
   */
  *until(condition: () => boolean, deadline: number): Program<boolean> {
    for (;;) {
      const time = yield* now()
      const fence = this.#allowedUntil()
      if (time >= fence) throw new Fenced()
      if (condition()) return true
      if (time >= deadline) return false
      yield* this.news(Math.min(deadline, fence) - time)
    }
  }
}
