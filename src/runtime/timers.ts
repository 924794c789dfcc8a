// What a runner brings to the kernel: a clock and a way to be called later. The virtual runner has a queue, the live
// one the operating system's timers.

import type { Task } from './task.ts'

export interface Timers {
  /** Milliseconds since the run began. */
  now(): number
  /** Calls `kernel.expire(task, epoch)` when the clock reaches `at`. Stale wake-ups are harmless. */
  wakeAt(at: number, task: Task<unknown>, epoch: number): void
}
