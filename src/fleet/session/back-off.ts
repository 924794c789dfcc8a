// Waits between attempts: each twice as long as the last, up to a limit, and none as long as somebody else's.

import { type Program, random, sleep } from '../../runtime/operation.ts'

export class BackOff {
  readonly #firstMs: number
  readonly #mostMs: number
  #nextMs: number

  constructor(firstMs: number, mostMs: number) {
    this.#firstMs = firstMs
    this.#mostMs = mostMs
    this.#nextMs = firstMs
  }

  /** Sleeps between half of what is due and the whole of it. */
  *wait(): Program<void> {
    const half = Math.ceil(this.#nextMs / 2)
    this.#nextMs = Math.min(2 * this.#nextMs, this.#mostMs)
    yield* sleep(half + (yield* random(half + 1)))
  }

  /** It went well: the next wait is short again. */
  reset(): void {
    this.#nextMs = this.#firstMs
  }
}
