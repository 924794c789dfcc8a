// The processes of one unit that may be alive.

import { type Program, spawn } from '../../runtime/operation.ts'
import type { Lookout } from './lookout.ts'
import { awaitExit, type Command, type Exit, type ProcessId, signal, type Signal, startProcess } from './processes.ts'

export interface UnitProcess {
  readonly id: ProcessId
  /** Undefined while it may be alive. */
  readonly exit: Exit | undefined
}

/** A kill that did not come through is tried again. */
const KILL_AGAIN_MS = 1_000

export class UnitProcesses {
  readonly #lookout: Lookout
  readonly #alive = new Set<UnitProcess>()

  /** @param lookout told when a process has ended */
  constructor(lookout: Lookout) {
    this.#lookout = lookout
  }

  get none(): boolean {
    return this.#alive.size === 0
  }

  /** Starts a process and watches it; undefined: it could not be started. */
  *start(command: Command): Program<UnitProcess | undefined> {
    const started = yield* startProcess(command)
    if (started.kind !== 'ok') return undefined
    const process: { readonly id: ProcessId; exit: Exit | undefined } = { id: started.value, exit: undefined }
    this.#alive.add(process)
    yield* spawn(`process ${process.id}`, this.#watch(process))
    return process
  }

  /** Sends a signal to all that may be alive, in the order in which they were started. */
  *signal(name: Signal): Program<void> {
    for (const { id } of [...this.#alive]) yield* signal(id, name)
  }

  /** Kills all of them, and waits for their end. */
  *kill(): Program<void> {
    while (!this.none) {
      yield* this.signal('KILL')
      if (!this.none) yield* this.#lookout.news(KILL_AGAIN_MS)
    }
  }

  *#watch(process: { readonly id: ProcessId; exit: Exit | undefined }): Program<void> {
    process.exit = yield* awaitExit(process.id)
    this.#alive.delete(process)
    yield* this.#lookout.tell()
  }
}
