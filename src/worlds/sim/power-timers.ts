// The time of a machine's own hardware, its disk for one: what was begun ends with the power, and stands still while the
// machine is frozen.

import type { VirtualTimers } from '../../runtime/virtual.ts'

/** What something that takes time needs; milliseconds. */
export interface Clock {
  now(): number
  after(ms: number, callback: () => void): void
}

export class PowerTimers implements Clock {
  readonly #timers: VirtualTimers
  /** Counts the times that the power went: what was begun before is void. */
  #stops = 0
  #frozen = false
  /** What fell due while the machine was frozen, in order. */
  #due: (() => void)[] = []

  constructor(timers: VirtualTimers) {
    this.#timers = timers
  }

  now(): number {
    return this.#timers.now()
  }

  after(ms: number, callback: () => void): void {
    const stops = this.#stops
    const due = (): void => {
      if (this.#stops !== stops) return
      if (this.#frozen) this.#due.push(due)
      else callback()
    }
    this.#timers.callAt(this.#timers.now() + ms, due)
  }

  stop(): void {
    this.#stops++
  }

  freeze(): void {
    this.#frozen = true
  }

  thaw(): void {
    this.#frozen = false
    const due = this.#due
    this.#due = []
    for (const each of due) each()
  }
}
