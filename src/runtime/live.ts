// The live runner: the same kernel on the operating system's clock and timers. Answers to calls come from adapters that
// hold sockets and files; they resume the task that asked.

import { DueQueue } from './due-queue.ts'
import { Kernel } from './kernel.ts'
import type { Task } from './task.ts'
import type { Timers } from './timers.ts'

/** The longest wait that the operating system's timers take; a longer one is cut into pieces. */
const LONGEST_MS = 2 ** 31 - 1

/** One timer of the operating system, for whatever falls due first: many would not keep the order of equals. */
class LiveTimers implements Timers {
  kernel!: Kernel
  readonly #epochMs: number
  readonly #queue = new DueQueue()
  #timer: NodeJS.Timeout | undefined
  #armedFor = Infinity
  #closed = false

  constructor(epochMs: number) {
    this.#epochMs = epochMs
  }

  now(): number {
    return Date.now() - this.#epochMs
  }

  wakeAt(at: number, task: Task<unknown>, epoch: number): void {
    if (at === Infinity) return
    this.#queue.push(at, task, epoch)
    this.#arm()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #arm(): void {
    const { earliest } = this.#queue
    if (this.#closed || earliest === Infinity || earliest === this.#armedFor) return
    clearTimeout(this.#timer)
    this.#armedFor = earliest
    this.#timer = setTimeout(() => this.#fire(), Math.min(LONGEST_MS, Math.max(0, earliest - this.now())))
  }

  #fire(): void {
    this.#armedFor = Infinity
    const now = this.now()
    while (this.#queue.earliest <= now && !this.#closed) {
      const task = this.#queue.first
      const epoch = this.#queue.firstEpoch
      this.#queue.removeFirst()
      if (typeof task !== 'function') this.kernel.expire(task, epoch)
    }
    this.#arm()
  }
}

export interface LiveRunner extends Disposable {
  readonly kernel: Kernel
}

/**
 * A runner whose clock shows the milliseconds since `epochMs` (Unix time in milliseconds: when the run began).
 * Disposing of it forgets every timer, so that the process can end.
 */
export function liveRunner(epochMs: number): LiveRunner {
  const timers = new LiveTimers(epochMs)
  const kernel = new Kernel(timers)
  timers.kernel = kernel
  return { kernel, [Symbol.dispose]: () => timers.close() }
}
