// The virtual runner: the clock jumps from one due entry to the next, and nothing waits.

import { type Callback, DueQueue } from './due-queue.ts'
import { Kernel } from './kernel.ts'
import type { Task } from './task.ts'
import type { Timers } from './timers.ts'

export class VirtualTimers implements Timers {
  kernel!: Kernel
  #now = 0
  readonly #queue = new DueQueue()

  now(): number {
    return this.#now
  }

  wakeAt(at: number, task: Task<unknown>, epoch: number): void {
    this.#queue.push(at, task, epoch)
  }

  /** Calls back when the clock reaches `at`: for the world's own machinery, which is not a program. */
  callAt(at: number, callback: Callback): void {
    this.#queue.push(at < this.#now ? this.#now : at, callback, 0)
  }

  /** Lets everything happen that falls due up to `until` (milliseconds), then stands at `until`, or earlier if `done`. */
  advance(until: number, done?: () => boolean): void {
    const queue = this.#queue
    while (queue.earliest <= until && queue.earliest !== Infinity) {
      if (done?.()) return
      const what = queue.first
      const epoch = queue.firstEpoch
      this.#now = queue.earliest
      queue.removeFirst()
      if (typeof what === 'function') what()
      else this.kernel.expire(what, epoch)
    }
    if (until !== Infinity && !done?.()) this.#now = Math.max(this.#now, until)
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
