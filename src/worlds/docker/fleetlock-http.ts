// The FleetLock server over real HTTP: each request runs the server's program on a live host whose store port leads to
// a real etcd. Whoever hangs up has its program dropped: a slot shall not be taken for a client that is not there.
//
// Plain HTTP, like airlock, which has no TLS either: it belongs behind something that has, or on the loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  encodeError,
  type FleetLockReply,
  MOST_BODY_BYTES,
  PROTOCOL_HEADER,
  refusal,
} from '../../locksmith/fleetlock/protocol.ts'
import { answer, type FleetLockConfig } from '../../locksmith/fleetlock/server.ts'
import type { Host, Port } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Ending, Recordable } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { STORE_PORT } from '../../store/contract.ts'

export interface FleetLockHttpOptions {
  /** Runs the programs; on the live runner. */
  readonly kernel: Kernel
  /** Where the semaphores are. Its calls must end in time. */
  readonly store: Port
  readonly config: FleetLockConfig
  /** Answers a request; absent: the reference. */
  readonly answer?: typeof answer
  /** Port 0: any that is free. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Of the waits' jitter and the attempts' ids. */
  readonly seed: number
  /** Is told each attempt at a lock, and its end. */
  readonly record?: (event: Recordable) => void
  /** A program or the store's port threw: a bug of ours. The request was answered as failed, the server goes on. */
  readonly onCrash: (error: unknown) => void
}

/** How long a client may take to send a request, and its headers, in milliseconds. */
const REQUEST_WITHIN_MS = 30_000
const HEADERS_WITHIN_MS = 10_000

export class FleetLockHttp implements AsyncDisposable {
  readonly #options: FleetLockHttpOptions
  readonly #host: Host
  readonly #server: Server
  #closing = false

  private constructor(options: FleetLockHttpOptions) {
    this.#options = options
    this.#host = {
      name: 'fleetlock',
      random: new RandomStream(options.seed, 'fleetlock'),
      ports: { [STORE_PORT]: options.store },
      record: options.record ?? (() => {}),
      crashed: (_program, error) => options.onCrash(error),
      frozen: false,
    }
    const limits = { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS }
    this.#server = createServer(limits, (request, response) => void this.#hear(request, response))
  }

  /** Resolves when it listens; rejects with Node's error when it cannot. */
  static async open(options: FleetLockHttpOptions): Promise<FleetLockHttp> {
    const opened = new FleetLockHttp(options)
    const { host, port } = options.listen
    await new Promise<void>((resolve, reject) => {
      // stays: later errors, such as a connection that could not be accepted, are of no consequence
      opened.#server.on('error', reject).listen(port, host, resolve)
    })
    return opened
  }

  /** The base address of the protocol, such as `http://127.0.0.1:3333`. */
  get url(): string {
    const { address, family, port } = this.#server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  /** Tears every connection and drops what is under way: it may have happened. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {}) // the client went while it was answered
    const read = await bodyOf(request)
    if (read === 'torn' || response.destroyed || this.#closing) return
    const header = request.headers[PROTOCOL_HEADER]
    const asked = {
      method: request.method ?? '',
      path: (request.url ?? '').replace(/[?#].*$/s, ''),
      header: typeof header === 'string' ? header : undefined,
      body: read.text,
    }
    const { kernel, config, answer: answering = answer } = this.#options
    try {
      const task = kernel.start('answer', this.#host, answering(asked, config), (ending) =>
        send(response, replyOf(ending)),
      )
      response.once('close', () => kernel.drop(task))
    } catch (error) {
      this.#options.onCrash(error) // thrown by the store's port, not by the program
      send(response, BROKEN)
    }
  }
}

const BROKEN = refusal('failed_lock', 'internal error')

/** Undefined: it was dropped, for nobody waits for it. */
function replyOf(ending: Ending<FleetLockReply>): FleetLockReply | undefined {
  switch (ending.kind) {
    case 'returned':
      return ending.value
    case 'threw':
      return BROKEN
    case 'dropped':
      return undefined
  }
}

function send(response: ServerResponse, reply: FleetLockReply | undefined): void {
  if (reply === undefined) return
  const { status, body } = reply
  const allow = status === 405 ? { allow: 'POST' } : {}
  if (body === undefined) response.writeHead(status, { ...allow, 'content-length': 0 }).end()
  else response.writeHead(status, { ...allow, 'content-type': 'application/json' }).end(encodeError(body))
}

type Read = 'torn' | { readonly text: string | undefined }

/** Reads the body. `text` is undefined when it is too long, and empty, which no request is, when it is not UTF-8. */
async function bodyOf(request: IncomingMessage): Promise<Read> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes <= MOST_BODY_BYTES) chunks.push(chunk) // the rest is read and dropped, so that the answer can be sent
    }
  } catch {
    return 'torn'
  }
  if (bytes > MOST_BODY_BYTES) return { text: undefined }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch {
    return { text: '' }
  }
}
