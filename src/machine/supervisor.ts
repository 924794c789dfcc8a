// Keeps a daemon of a machine running: one that threw is started again, and one that was made to crash stays down until it
// is let go. What it must be told anew is told to it by `again`.

import type { MachineFact } from '../history/event.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import { cancel, join, type Program, receive, record, send, sleep, spawn } from '../runtime/operation.ts'
import type { Task } from '../runtime/task.ts'

/** How long a program that threw stays down before it is started again: systemd's RestartSec of locksmithd's unit. */
const RESTART_MS = 10_000

export class Supervisor {
  readonly #name: string
  readonly #daemon: () => Program<void>
  readonly #again: () => Program<void>
  readonly #released = new Mailbox<void>()
  #task: Task<void> | undefined
  #held = false

  constructor(name: string, daemon: () => Program<void>, again: () => Program<void>) {
    this.#name = name
    this.#daemon = daemon
    this.#again = again
  }

  /** Runs for as long as the machine does. */
  *run(): Program<void> {
    for (;;) {
      yield* this.#letGo()
      this.#task = yield* spawn(this.#name, this.#daemon())
      const ending = yield* join(this.#task)
      if (ending.kind === 'threw') yield* record<MachineFact>(crash(this.#name, ending.error))
      if (ending.kind !== 'dropped') yield* sleep(RESTART_MS)
      yield* this.#letGo()
      yield* this.#again()
    }
  }

  /** Whether it is held counts, and not what was sent: one that was let go before it had noticed leaves word behind. */
  *#letGo(): Program<void> {
    while (this.#held) yield* receive(this.#released)
  }

  /** It is gone in the middle of whatever it does, and stays down until `start`. */
  *crash(): Program<void> {
    this.#held = true
    if (this.#task) yield* cancel(this.#task)
  }

  *start(): Program<void> {
    if (!this.#held) return
    this.#held = false
    yield* send(this.#released, undefined)
  }
}

/** The fact of a program's crash, with its stack. */
export function crash(program: string, error: unknown): MachineFact {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error)
  return { kind: 'program.crashed', program, stack }
}
