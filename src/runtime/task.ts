// A running program: its generator, its place in the tree, and what it waits for.

import type { Ending, Program } from './operation.ts'
import type { Host } from './host.ts'
import type { Mailbox } from './mailbox.ts'

export class Task<T> {
  readonly name: string
  readonly host: Host
  readonly parent: Task<unknown> | undefined
  readonly program: Program<T>
  readonly children = new Set<Task<unknown>>()
  ending: Ending<T> | undefined
  /** Called once, when the task ends: by the parent's `join` or `first-of`, or by whoever started a root. */
  readonly onEnd: ((ending: Ending<unknown>) => void)[] = []
  /** Counts the waits. A wake-up that carries an older number is for a wait that is over. */
  epoch = 0
  /** The mailbox it waits at, if it waits at one. */
  receiving: Mailbox<unknown> | undefined

  constructor(name: string, host: Host, parent: Task<unknown> | undefined, program: Program<T>) {
    this.name = name
    this.host = host
    this.parent = parent
    this.program = program
  }
}
