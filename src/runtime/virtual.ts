// The virtual runner: time is a queue ordered by (time, sequence), and the clock jumps from entry to entry. The tie-break
// is part of the contract: what was asked for first falls due first.

import { Kernel } from './kernel.ts'
import type { Task } from './task.ts'
import type { Timers } from './timers.ts'

type Callback = () => void

/** A binary heap in parallel arrays: comparing two entries touches numbers only. */
export class VirtualTimers implements Timers {
  kernel!: Kernel
  #now = 0
  #sequence = 0
  #size = 0
  readonly #at: number[] = []
  readonly #order: number[] = []
  readonly #what: (Task<unknown> | Callback)[] = []
  readonly #epoch: number[] = []

  now(): number {
    return this.#now
  }

  wakeAt(at: number, task: Task<unknown>, epoch: number): void {
    this.#push(at, task, epoch)
  }

  /** Calls back when the clock reaches `at`: for the world's own machinery, which is not a program. */
  callAt(at: number, callback: Callback): void {
    this.#push(at < this.#now ? this.#now : at, callback, 0)
  }

  /** Lets everything happen that falls due up to `until` (milliseconds), then stands at `until`, or earlier if `done`. */
  advance(until: number, done?: () => boolean): void {
    while (this.#size > 0 && (this.#at[0] as number) <= until) {
      if (done?.()) return
      const what = this.#what[0] as Task<unknown> | Callback
      const epoch = this.#epoch[0] as number
      this.#now = this.#at[0] as number
      this.#pop()
      if (typeof what === 'function') what()
      else this.kernel.expire(what, epoch)
    }
    if (until !== Infinity && !done?.()) this.#now = Math.max(this.#now, until)
  }

  #push(at: number, what: Task<unknown> | Callback, epoch: number): void {
    const order = this.#sequence++
    let hole = this.#size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if ((this.#at[parent] as number) <= at) break // an equal time was asked for earlier, so it stays above
      this.#move(parent, hole)
      hole = parent
    }
    this.#place(hole, at, order, what, epoch)
  }

  #pop(): void {
    const last = --this.#size
    const at = this.#at[last] as number
    const order = this.#order[last] as number
    const what = this.#what[last] as Task<unknown> | Callback
    const epoch = this.#epoch[last] as number
    this.#what.length = last
    if (last === 0) return
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= last) break
      if (child + 1 < last && this.#before(child + 1, child)) child++
      const childAt = this.#at[child] as number
      if (at < childAt || (at === childAt && order < (this.#order[child] as number))) break
      this.#move(child, hole)
      hole = child
    }
    this.#place(hole, at, order, what, epoch)
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#at[a] as number) - (this.#at[b] as number)
    return difference < 0 || (difference === 0 && (this.#order[a] as number) < (this.#order[b] as number))
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number
    this.#order[to] = this.#order[from] as number
    this.#what[to] = this.#what[from] as Task<unknown> | Callback
    this.#epoch[to] = this.#epoch[from] as number
  }

  #place(hole: number, at: number, order: number, what: Task<unknown> | Callback, epoch: number): void {
    this.#at[hole] = at
    this.#order[hole] = order
    this.#what[hole] = what
    this.#epoch[hole] = epoch
  }
}

export interface VirtualRunner {
  readonly kernel: Kernel
  readonly timers: VirtualTimers
}

/** A runner whose clock stands at 0 and moves only by `timers.advance`. */
export function virtualRunner(): VirtualRunner {
  const timers = new VirtualTimers()
  const kernel = new Kernel(timers)
  timers.kernel = kernel
  return { kernel, timers }
}
