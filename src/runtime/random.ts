// Random streams: 32-bit integer arithmetic only, so that every engine gives the same numbers. One stream per concern,
// each derived from the root seed and a name, so that a new draw in one does not move the others.
//
// The generator is sfc32 (Chris Doty-Humphrey, PractRand); seeding hashes the name with FNV-1a and then runs the state
// in, as sfc32's author advises.

export class RandomStream {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, concern: string) {
    let hash = 0x811c9dc5
    for (let i = 0; i < concern.length; i++) hash = Math.imul(hash ^ concern.charCodeAt(i), 0x01000193)
    this.#a = seed | 0
    this.#b = hash | 0
    this.#c = Math.imul(seed ^ hash, 0x9e3779b1) | 0
    for (let i = 0; i < 12; i++) this.next()
  }

  /** An unsigned 32-bit integer. */
  next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result
    this.#c |= 0
    return result >>> 0
  }

  /** An integer from 0 up to, but not including, `bound`. The bias of the remainder is below bound / 2^32. */
  below(bound: number): number {
    return bound <= 1 ? 0 : this.next() % bound
  }

  /** An integer from `low` up to and including `high`. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }
}
