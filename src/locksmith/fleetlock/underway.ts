// Whether something that a machine told its FleetLock server may still be at work. The protocol has no token that would tell an
// old request from a new one, so who takes a slot by another way has to know.

import { now, type Program } from '../../runtime/operation.ts'
import type { Post } from './strategy.ts'

export class Underway {
  #until = -Infinity

  /**
   * The same way to the server, and what is sent on it is known here.
   * @param atMostMs how long a request can be at work, from when it is sent
   */
  watched(post: Post, atMostMs: number): Post {
    const begun = (at: number): void => void (this.#until = Math.max(this.#until, at + atMostMs))
    const answered = (): void => void (this.#until = -Infinity)
    return function* (...request) {
      begun(yield* now())
      const outcome = yield* post(...request)
      if (outcome.kind === 'ok') answered()
      return outcome
    }
  }

  /** A request was sent, and neither was it answered nor has the time passed in which it can be at work. */
  *any(): Program<boolean> {
    return (yield* now()) < this.#until
  }
}
