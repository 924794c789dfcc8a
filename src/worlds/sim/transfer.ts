// One download from the simulated update server: bytes arrive in chunks, so that it can be cut short at any of them, and
// what is wrong with the server is seen while it runs. Cuts between a machine and the store do not concern it.

import type { DiskRequest, Fetched } from '../../updates/engine/ports.ts'
import type { Clock } from './power-timers.ts'
import { type Payload, type Payloads, sha256Of } from './releases.ts'
import { SLOW_ANSWER_MS, SLOW_FACTOR, type UpdateFaults } from './update-faults.ts'

/** What is there of a payload so far. */
export interface Download {
  readonly payload: Payload
  received: number
  /** Bytes are not those of the payload. */
  altered: boolean
}

/** Where downloads come from. */
export interface PayloadServer {
  readonly payloads: Payloads
  readonly faults: UpdateFaults
}

/** Where a download goes to. */
export interface Sink {
  /** What is there of an earlier download. */
  readonly download: Download | undefined
  /** Begins one, or goes on with one of other bytes. */
  readonly begin: (download: Download) => void
  readonly hasRoom: () => boolean
  /** Does somebody still wait for it? Who is gone downloads nothing more. */
  readonly wanted: () => boolean
  readonly done: (fetched: Fetched) => void
}

/** 10 MB/s, and how long the server takes to begin. */
const CHUNK_BYTES = 200_000
const CHUNK_MS = 20
const ANSWER_MS = 5

const TRANSFER_ERROR = 9
const WRITE_ERROR = 14
const NOT_FOUND = 2404

/** The SHA-256 of what is there. */
export function contentSha256({ payload, received, altered }: Download): string {
  if (!altered && received === payload.length) return payload.sha256
  return sha256Of(`${payload.sha256} ${received}${altered ? ' altered' : ''}`)
}

/** Downloads; see `fetchPayload` for what comes of it. */
export function transfer(
  request: Extract<DiskRequest, { readonly kind: 'fetch' }>,
  server: PayloadServer,
  clock: Clock,
  sink: Sink,
): void {
  if (sink.download && sink.download.received >= request.size) {
    clock.after(0, () => sink.done({ received: sink.download?.received ?? 0, code: 0 }))
    return
  }
  const running = new Transfer(request, server, clock, sink)
  running.start()
}

class Transfer {
  readonly #request: Extract<DiskRequest, { readonly kind: 'fetch' }>
  readonly #server: PayloadServer
  readonly #clock: Clock
  readonly #sink: Sink
  #heardAt: number
  #download: Download | undefined
  /** Of this connection: the bytes that are to come, and those that came. */
  #asked = 0
  #came = 0

  constructor(
    request: Extract<DiskRequest, { readonly kind: 'fetch' }>,
    server: PayloadServer,
    clock: Clock,
    sink: Sink,
  ) {
    this.#request = request
    this.#server = server
    this.#clock = clock
    this.#sink = sink
    this.#heardAt = clock.now()
  }

  start(): void {
    this.#await(ANSWER_MS + (this.#server.faults.has('slow') ? SLOW_ANSWER_MS : 0))
  }

  /** Waits for the next bytes, but no longer than a stall may last. */
  #await(ms: number): void {
    const leftMs = this.#heardAt + this.#request.withinMs - this.#clock.now()
    if (ms >= leftMs) this.#clock.after(leftMs, () => this.#end(TRANSFER_ERROR))
    else this.#clock.after(ms, () => this.#hear())
  }

  #hear(): void {
    const { faults } = this.#server
    if (!this.#sink.wanted()) return
    if (faults.has('down')) {
      this.#await(Math.max(CHUNK_MS, this.#request.withinMs / 20)) // so as to see its end, at a bounded cost
      return
    }
    this.#heardAt = this.#clock.now()
    const download = this.#download ?? this.#answered()
    if (download) this.#take(download)
  }

  /** The server's answer, and what of the payload is still to come. */
  #answered(): Download | undefined {
    const payload = this.#server.payloads.at(this.#request.url)
    if (!payload) {
      this.#end(NOT_FOUND)
      return undefined
    }
    const earlier = this.#sink.download
    let download = earlier
    if (!download || download.payload.sha256 !== payload.sha256) {
      const received = Math.min(earlier?.received ?? 0, payload.length)
      download = { payload, received, altered: received > 0 }
      this.#sink.begin(download)
    }
    this.#download = download
    this.#asked = Math.min(payload.length, this.#request.size + 1) - download.received
    return download
  }

  #take(download: Download): void {
    const { faults, payloads } = this.#server
    const left = this.#asked - this.#came
    const due = faults.has('truncated') ? Math.floor(this.#asked / 2) - this.#came : left
    const bytes = Math.min(CHUNK_BYTES, due)
    if (left === 0) return this.#end(0)
    if (bytes <= 0) return this.#end(TRANSFER_ERROR)
    payloads.sent += bytes
    if (!this.#sink.hasRoom()) return this.#end(WRITE_ERROR)
    this.#came += bytes
    download.received += bytes
    if (faults.has('corrupted')) download.altered = true
    if (this.#came === this.#asked) this.#end(0)
    else this.#await(CHUNK_MS * (faults.has('slow') ? SLOW_FACTOR : 1))
  }

  #end(code: number): void {
    this.#sink.done({ received: (this.#download ?? this.#sink.download)?.received ?? 0, code })
  }
}
