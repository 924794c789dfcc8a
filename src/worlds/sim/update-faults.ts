// What is wrong with the simulated update server at the moment, as its transfers and its host see it.

import type { Impairment } from '../world.ts'

/** A slow server takes so much longer to begin an answer, in milliseconds. */
export const SLOW_ANSWER_MS = 500

/** A slow server sends so many times slower. */
export const SLOW_FACTOR = 5

export class UpdateFaults {
  /** Impairments of one kind add up. */
  readonly #counts = new Map<Impairment, number>()

  has(how: Impairment): boolean {
    return (this.#counts.get(how) ?? 0) > 0
  }

  /** Impairs the server until what it returns is called, once. */
  impair(how: Impairment): () => void {
    this.#count(how, 1)
    return () => this.#count(how, -1)
  }

  #count(how: Impairment, by: number): void {
    this.#counts.set(how, (this.#counts.get(how) ?? 0) + by)
  }
}
