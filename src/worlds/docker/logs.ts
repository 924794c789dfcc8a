// What a machine says on its standard output: events, one JSON line each, and whatever else it prints. Events go into the
// history; of all lines the last are kept, for the day when something is wrong.

import { StringDecoder } from 'node:string_decoder'
import type { Event, MachineId } from '../../history/event.ts'

const KEPT_LINES = 50
const KEPT_CHARACTERS = 400

export class MachineLog {
  readonly #machine: MachineId
  readonly #onEvent: (event: Event) => void
  readonly #lines: string[] = []

  constructor(machine: MachineId, onEvent: (event: Event) => void) {
    this.#machine = machine
    this.#onEvent = onEvent
  }

  /** A new run of the machine's program: where to put what arrives of each of its streams. */
  open(): { readonly stdout: LineSplitter; readonly stderr: LineSplitter } {
    return {
      stdout: new LineSplitter((line) => this.#hear(line)),
      stderr: new LineSplitter((line) => this.#keep(line)),
    }
  }

  /** The last lines, the newest last. */
  tail(lines: number): readonly string[] {
    return this.#lines.slice(-lines)
  }

  #hear(line: string): void {
    this.#keep(line)
    const event = parseEvent(line, this.#machine)
    if (event) this.#onEvent(event)
  }

  #keep(line: string): void {
    this.#lines.push(line.slice(0, KEPT_CHARACTERS))
    if (this.#lines.length > KEPT_LINES) this.#lines.shift()
  }
}

/** Cuts a stream of bytes into lines; a character may be torn over two chunks. */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n')
    this.#rest = lines.pop() as string // split gives one element at least
    for (const line of lines) this.#onLine(line)
  }

  /** The stream is over: a line without an end is one too. */
  end(): void {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (rest !== '') this.#onLine(rest)
  }
}

/** The event on a line, when there is one that this machine may record. */
export function parseEvent(line: string, machine: MachineId): Event | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const parsed = JSON.parse(line) as Partial<Event>
    const { id, at, source, seq, kind } = parsed
    const stamped =
      typeof at === 'number' && typeof seq === 'number' && typeof kind === 'string' && id === `${source}/${seq}`
    return stamped && source?.startsWith(`${machine}.`) ? (parsed as Event) : undefined
  } catch {
    return undefined
  }
}
