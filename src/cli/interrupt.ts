// Ctrl-C. Once: what is under way is given up and tidied away. Twice: out at once, and a process of its own, which nobody
// waits for, sweeps what is left.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EXIT } from './exit.ts'
import { warn } from './terminal.ts'

/** Aborts at the first SIGINT or SIGTERM; disposing of it gives the signals back. */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController()
  readonly #listener = () => this.#interrupted()

  constructor() {
    process.on('SIGINT', this.#listener)
    process.on('SIGTERM', this.#listener)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#listener)
    process.off('SIGTERM', this.#listener)
  }

  #interrupted(): void {
    if (!this.signal.aborted) {
      warn('interrupted: tidying up (again: out at once)')
      this.#controller.abort(new Interrupted())
      return
    }
    const main = fileURLToPath(new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
    const arguments_ = [...process.execArgv, main, 'sweep', '--after', String(process.pid)]
    spawn(process.execPath, arguments_, { detached: true, stdio: 'ignore' }).unref()
    process.exit(EXIT.interrupted)
  }
}

export class Interrupted extends Error {
  readonly code = 'INTERRUPTED'
  constructor() {
    super('interrupted')
  }
}
