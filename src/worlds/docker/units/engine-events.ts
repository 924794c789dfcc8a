// What the engine tells of a run's unit containers, in its own order: each event once, from the beginning of the run, however
// often the connection to the engine breaks meanwhile.

import type Dockerode from 'dockerode'
import { LineSplitter } from '../logs.ts'
import { RUN_LABEL, UNIT_LABEL } from '../run-labels.ts'

/** A happening in a container, as the engine writes it down. */
export interface EngineEvent {
  readonly action: string
  readonly container: string
  /** Unix time in milliseconds, by the engine's clock. */
  readonly at: number
  /** The container's labels, and what there is to say of the event. */
  readonly attributes: Readonly<Record<string, string>>
}

export interface EngineEventsOptions {
  readonly docker: Dockerode
  readonly runId: string
  /** When the run began, Unix time in milliseconds: what came before is not asked for. */
  readonly epochMs: number
  readonly hear: (event: EngineEvent) => void
  /** From here on events may be missing. */
  readonly lost: (why: string) => void
}

export class EngineEvents implements Disposable {
  readonly #options: EngineEventsOptions
  readonly #heard = new Set<string>()
  #stream: Closable | undefined
  #closed = false

  constructor(options: EngineEventsOptions) {
    this.#options = options
  }

  /** Resolves when the engine tells. @throws the engine's error */
  async open(): Promise<void> {
    const { lost } = this.#options
    const stream = await this.#ask({})
    this.#stream = stream
    if (this.#closed) return stream.destroy()
    this.#listen(stream).then(
      () => this.#reopen(),
      (error: unknown) => this.#closed || lost(String(error)),
    )
  }

  /** Resolves once everything that happened before the call was heard. @throws the engine's error */
  async catchUp(): Promise<void> {
    // a second question, for what has happened so far: the engine closes it when it has told all of that
    await this.#listen(await this.#ask({ until: Date.now() / 1_000 }))
  }

  [Symbol.dispose](): void {
    this.#closed = true
    this.#stream?.destroy()
  }

  /** The engine keeps its last events, and tells them again: what was heard already is passed over. */
  #reopen(): void {
    if (this.#closed) return
    this.open().catch((error: unknown) => this.#closed || this.#options.lost(String(error)))
  }

  async #ask(more: { readonly until?: number }): Promise<Closable> {
    const { docker, runId, epochMs } = this.#options
    const label = [`${RUN_LABEL}=${runId}`, UNIT_LABEL]
    const filters: Filters = { type: ['container'], event: ['start', 'die', 'kill'], label }
    const stream: NodeJS.ReadableStream = await docker.getEvents({ since: epochMs / 1_000, ...more, filters })
    return stream as Closable // the body of an HTTP answer
  }

  #listen(stream: Closable): Promise<void> {
    const lines = new LineSplitter((line) => this.#hear(line))
    return new Promise((resolve) => {
      stream.on('data', (chunk: Buffer) => lines.push(chunk))
      stream.on('error', () => {}) // torn; `close` follows
      stream.on('close', () => {
        lines.end()
        resolve()
      })
    })
  }

  #hear(line: string): void {
    const told = parsed(line)
    if (!told || this.#closed) return
    const { Action: action, timeNano, Actor: actor } = told
    const key = `${timeNano} ${actor.ID} ${action}`
    if (this.#heard.has(key)) return
    this.#heard.add(key)
    this.#options.hear({ action, container: actor.ID, at: timeNano / 1e6, attributes: actor.Attributes })
  }
}

type Filters = NonNullable<NonNullable<Parameters<Dockerode['getEvents']>[0]>['filters']>

interface Closable extends NodeJS.ReadableStream {
  destroy(): void
}

interface Told {
  readonly Action: string
  readonly timeNano: number
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> }
}

/** A line that was torn with its connection is told again. */
function parsed(line: string): Told | undefined {
  try {
    return JSON.parse(line) as Told
  } catch {
    return undefined
  }
}
