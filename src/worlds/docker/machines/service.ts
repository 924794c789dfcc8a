// One of the two things that run on a machine, its program or its member: whether it runs, how it is stopped, and who
// hears of an end that nobody asked for.

import type { Container, ContainerRun, Listeners } from './container.ts'

export interface ServiceOptions {
  readonly container: Container
  /** It ended by itself, with this status. Called in the machine's turn. */
  readonly onExit: (status: number) => Promise<void> | void
  /** Does something in the machine's turn: nothing else changes the machine meanwhile. */
  readonly inTurn: (what: string, work: () => Promise<void>) => void
}

/** How long a service may take to say goodbye, in milliseconds. A member with a watch open would take 5 s. */
const GOODBYE_MS = 200

export class Service {
  readonly container: Container
  readonly #options: ServiceOptions
  #run: ContainerRun | undefined

  constructor(options: ServiceOptions) {
    this.container = options.container
    this.#options = options
  }

  /** It was started and has not ended; it may be paused. */
  get runs(): boolean {
    return this.#run !== undefined
  }

  async start(listen?: Listeners): Promise<void> {
    if (this.#run) return
    const run = await this.container.start(listen)
    this.#run = run
    void run.exited.then((status) => {
      this.#options.inTurn('reaction to an exit', async () => {
        if (this.#run !== run) return // it was stopped
        this.#run = undefined
        await this.#options.onExit(status)
      })
    })
  }

  /** Resolves once it has ended, and all that it wrote was heard. A SIGTERM is followed by a SIGKILL. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const run = this.#run
    if (!run) return
    this.#run = undefined
    await this.container.kill(signal)
    const tooLong = setTimeout(() => void this.container.kill('SIGKILL').catch(() => {}), GOODBYE_MS)
    await run.exited
    clearTimeout(tooLong)
  }

  async pause(): Promise<void> {
    if (this.#run) await this.container.pause()
  }

  async unpause(): Promise<void> {
    if (this.#run) await this.container.unpause()
  }
}
