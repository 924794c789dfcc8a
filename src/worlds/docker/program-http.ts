// A server over real HTTP whose answers are programs: each request runs one on a live host whose store port leads to a
// real etcd. Whoever hangs up has its program dropped, unless others may wait for what it does.
//
// Plain HTTP: it belongs behind something that has TLS, or on the loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Host, Port } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Ending, Program, Recordable } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { STORE_PORT } from '../../store/contract.ts'

/** What every server of this kind is told. */
export interface HttpOptions {
  /** Runs the programs; on the live runner. */
  readonly kernel: Kernel
  /** Its calls must end in time. */
  readonly store: Port
  /** Port 0: any that is free. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Of the programs' random numbers. */
  readonly seed: number
  /** Is told each fact that a program records. */
  readonly record?: (event: Recordable) => void
  /** A program or the store's port threw: a bug of ours. The request was answered as failed, the server goes on. */
  readonly onCrash: (error: unknown) => void
}

export interface HttpRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Undefined: it was longer than is read. Empty, too, where it is not UTF-8. */
  readonly body: string | undefined
}

export interface HttpReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Behaviour {
  readonly name: string
  /** Answers a request that no program is for, and says whether it did. */
  readonly beside?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  readonly mostBytes: number
  readonly answer: (request: HttpRequest) => Program<HttpReply>
  /** A program goes on though whoever asked has hung up: others may wait for what it does. */
  readonly finishes?: boolean
  /** What is answered when the program threw. */
  readonly failed: HttpReply
}

/** How long a client may take to send a request, and its headers, in milliseconds. */
const REQUEST_WITHIN_MS = 30_000
const HEADERS_WITHIN_MS = 10_000

export class ProgramHttp implements AsyncDisposable {
  readonly #kernel: Kernel
  readonly #behaviour: Behaviour
  readonly #host: Host
  readonly #onCrash: (error: unknown) => void
  readonly #server: Server
  #closing = false

  private constructor({ kernel, store, seed, record, onCrash }: HttpOptions, behaviour: Behaviour) {
    this.#kernel = kernel
    this.#behaviour = behaviour
    this.#host = {
      name: behaviour.name,
      random: new RandomStream(seed, behaviour.name),
      ports: { [STORE_PORT]: store },
      record: record ?? (() => {}),
      crashed: (_program, error) => onCrash(error),
      frozen: false,
    }
    this.#onCrash = onCrash
    const limits = { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS }
    this.#server = createServer(limits, (request, response) => void this.#hear(request, response))
  }

  /** Resolves when it listens; rejects with Node's error when it cannot. */
  static async open(options: HttpOptions, behaviour: Behaviour): Promise<ProgramHttp> {
    const opened = new ProgramHttp(options, behaviour)
    const { host, port } = options.listen
    await new Promise<void>((resolve, reject) => {
      // stays: later errors, such as a connection that could not be accepted, are of no consequence
      opened.#server.on('error', reject).listen(port, host, resolve)
    })
    return opened
  }

  /** Its base address, such as `http://127.0.0.1:3333`. */
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
    const { beside, answer, mostBytes, finishes = false, failed } = this.#behaviour
    response.on('error', () => {}) // the client went while it was answered
    if (beside?.(request, response)) return
    const read = await bodyOf(request, mostBytes)
    if (read === 'torn' || response.destroyed || this.#closing) return
    const { method = '', url = '', headers } = request
    const asked = { method, path: url.replace(/[?#].*$/s, ''), headers, body: read.text }
    try {
      const task = this.#kernel.start('answer', this.#host, answer(asked), (ending) => send(response, ending, failed))
      response.once('close', () => {
        if (!finishes || this.#closing) this.#kernel.drop(task)
      })
    } catch (error) {
      this.#onCrash(error) // thrown by the store's port, not by the program
      send(response, { kind: 'threw', error }, failed)
    }
  }
}

function send(response: ServerResponse, ending: Ending<HttpReply>, failed: HttpReply): void {
  if (ending.kind === 'dropped' || response.destroyed) return // nobody waits for it
  const { status, headers = {}, body = '' } = ending.kind === 'returned' ? ending.value : failed
  const length = { 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, { ...headers, ...length }).end(body)
}

/** Reads the body. `text` is undefined when it is too long, and empty, which no request is, when it is not UTF-8. */
async function bodyOf(
  request: IncomingMessage,
  mostBytes: number,
): Promise<'torn' | { readonly text: string | undefined }> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk) // the rest is read and dropped, so that the answer can be sent
    }
  } catch {
    return 'torn'
  }
  if (bytes > mostBytes) return { text: undefined }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch {
    return { text: '' }
  }
}
