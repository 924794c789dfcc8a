// A queue between programs. Anyone may send; one task at a time receives, oldest message first.

import type { Task } from './task.ts'

export class Mailbox<T> {
  readonly messages: T[] = []
  /** The task that waits in `receive`, and its epoch when that wait began: a later epoch means that it waits no more. */
  waiting: Task<unknown> | undefined
  waitingEpoch = 0
}
