// Time-outs of many calls that all wait equally long: first in, first due. One timer for the oldest is enough, so a call
// that is answered in time costs no event, and an idle store none at all.

import type { VirtualTimers } from '../../../runtime/virtual.ts'

export class Deadlines<T> {
  readonly #timers: VirtualTimers
  readonly #delayMs: number
  readonly #isOver: (item: T) => boolean
  readonly #expire: (item: T) => void
  #items: T[] = []
  #at: number[] = []
  #head = 0
  #armed = false

  constructor(timers: VirtualTimers, delayMs: number, isOver: (item: T) => boolean, expire: (item: T) => void) {
    this.#timers = timers
    this.#delayMs = delayMs
    this.#isOver = isOver
    this.#expire = expire
  }

  add(item: T): void {
    this.#skip()
    const at = this.#timers.now() + this.#delayMs
    this.#items.push(item)
    this.#at.push(at)
    if (!this.#armed) this.#arm(at)
  }

  /** What still waits, oldest first. */
  open(): T[] {
    return this.#items.slice(this.#head).filter((item) => !this.#isOver(item))
  }

  #arm(at: number): void {
    if (at === Infinity) return
    this.#armed = true
    this.#timers.callAt(at, () => this.#due())
  }

  #due(): void {
    this.#armed = false
    const now = this.#timers.now()
    while (this.#head < this.#items.length && (this.#at[this.#head] as number) <= now) {
      const item = this.#items[this.#head++] as T
      if (!this.#isOver(item)) this.#expire(item)
    }
    this.#skip()
    const next = this.#at[this.#head]
    if (next !== undefined && !this.#armed) this.#arm(next)
  }

  /** Forgets the oldest ones as far as they are over. */
  #skip(): void {
    while (this.#head < this.#items.length && this.#isOver(this.#items[this.#head] as T)) this.#head++
    if (this.#head === this.#items.length) {
      this.#items.length = 0
      this.#at.length = 0
      this.#head = 0
    } else if (this.#head > 1000) {
      this.#items = this.#items.slice(this.#head)
      this.#at = this.#at.slice(this.#head)
      this.#head = 0
    }
  }
}
