// The live runner: the same kernel on the operating system's clock and timers. Answers to calls come from adapters that
// hold sockets and files; they resume the task that asked.

import { Kernel } from './kernel.ts'
import type { Task } from './task.ts'
import type { Timers } from './timers.ts'

/** The longest wait that the operating system's timers take; a longer one is cut into pieces. */
const LONGEST_MS = 2 ** 31 - 1

class LiveTimers implements Timers {
  kernel!: Kernel
  readonly #epochMs: number
  readonly #pending = new Set<NodeJS.Timeout>()

  constructor(epochMs: number) {
    this.#epochMs = epochMs
  }

  now(): number {
    return Date.now() - this.#epochMs
  }

  wakeAt(at: number, task: Task<unknown>, epoch: number): void {
    if (at === Infinity) return
    const timer = setTimeout(
      () => {
        this.#pending.delete(timer)
        if (this.now() < at) this.wakeAt(at, task, epoch)
        else this.kernel.expire(task, epoch)
      },
      Math.min(LONGEST_MS, Math.max(0, at - this.now())),
    )
    this.#pending.add(timer)
  }

  close(): void {
    for (const timer of this.#pending) clearTimeout(timer)
    this.#pending.clear()
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
