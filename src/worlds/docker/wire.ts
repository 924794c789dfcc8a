// The wire between hosts over HTTP: `POST /<service>` with a JSON body. A host that serves nothing opens no port. A
// refused connection and an unknown service are `fail`, for nothing was done; whatever breaks later is `unknown`.

import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Port, Reply } from '../../runtime/host.ts'
import type { Kernel } from '../../runtime/kernel.ts'
import type { Mailbox } from '../../runtime/mailbox.ts'
import { fail, ok, type Outcome, unknown } from '../../runtime/operation.ts'
import type { Incoming, Json, WireRequest } from '../../runtime/wire.ts'

export interface HttpWireOptions {
  /** Delivers what arrives. */
  readonly kernel: Kernel
  /** Where to serve; absent: this host only asks. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** Where another host serves, such as `http://127.0.0.1:7070`; undefined when there is no such host. */
  readonly urlOf: (host: string) => string | undefined
  /** Services that this host offers in a second way too: told how to ask one when it is first served. */
  readonly also?: Readonly<Record<string, (ask: LocalAsk) => void>>
}

/** Asks a service of this host; undefined: it did not answer in so many milliseconds. */
export type LocalAsk = (body: Json, withinMs: number) => Promise<Json | undefined>

/** Far more than any request of ours, far less than what would hurt. */
const MOST_BYTES = 256 * 1024

/** Nothing was sent: nobody listens there, or the name leads nowhere. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

type Asked = Extract<WireRequest, { readonly kind: 'request' }>

export class HttpWire implements AsyncDisposable {
  readonly port: Port
  readonly #options: HttpWireOptions
  readonly #services = new Map<string, Mailbox<Incoming>>()
  readonly #waiting = new Map<number, (body: Json) => void>()
  readonly #asking = new AbortController()
  #server: Promise<Server> | undefined
  #tokens = 0

  constructor(options: HttpWireOptions) {
    this.#options = options
    this.port = (request, reply) => this.#serve(request as WireRequest, reply) // called through runtime/wire.ts alone
  }

  /** Tears every connection. Requests that were under way are not answered any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#asking.abort()
    const server = await this.#server
    if (!server) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }

  #serve(request: WireRequest, reply: Reply): void {
    switch (request.kind) {
      case 'serve':
        if (!this.#services.has(request.service)) this.#offer(request.service)
        this.#services.set(request.service, request.mailbox)
        this.#server ??= this.#listen()
        void this.#server.then(() => reply.answer(undefined))
        return
      case 'respond':
        this.#respond(request.token, request.body)
        reply.answer(undefined)
        return
      case 'request':
        void this.#ask(request).then((outcome) => {
          if (!this.#asking.signal.aborted) reply.answer(outcome)
        })
    }
  }

  #listen(): Promise<Server> {
    const { listen } = this.#options
    if (!listen) throw new Error('this host has no address to serve at')
    const server = createServer((request, response) => void this.#hear(request, response))
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(listen.port, listen.host, () => resolve(server))
    })
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mailbox = this.#services.get(decodeURIComponent((request.url ?? '').slice(1)))
    if (request.method !== 'POST' || !mailbox) return end(response, 404)
    const body = await readJson(request)
    if (body === undefined) return end(response, 400)
    const forget = this.#deliver(mailbox, body, (answer) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
    response.once('close', forget)
  }

  #offer(service: string): void {
    this.#options.also?.[service]?.((body, withinMs) => {
      const { promise, resolve } = Promise.withResolvers<Json | undefined>()
      // the mailbox of now: a service that is started again has another
      const forget = this.#deliver(this.#services.get(service) as Mailbox<Incoming>, body, resolve)
      const timer = setTimeout(() => resolve(undefined), withinMs)
      return promise.finally(() => {
        clearTimeout(timer)
        forget()
      })
    })
  }

  /** Returns what makes that no answer is waited for any more. */
  #deliver(mailbox: Mailbox<Incoming>, body: Json, answered: (body: Json) => void): () => void {
    const token = ++this.#tokens
    this.#waiting.set(token, answered)
    this.#options.kernel.deliver(mailbox, { body, token })
    return () => this.#waiting.delete(token)
  }

  #respond(token: number, body: Json): void {
    this.#waiting.get(token)?.(body) // unless who asked has gone
    this.#waiting.delete(token)
  }

  #ask({ host, service, body, withinMs }: Asked): Promise<Outcome<Json>> {
    const url = this.#options.urlOf(host)
    if (url === undefined) return Promise.resolve(fail('unreachable'))
    const { promise, resolve } = Promise.withResolvers<Outcome<Json>>()
    const asked = httpRequest(`${url}/${encodeURIComponent(service)}`, {
      method: 'POST',
      agent: false, // a kept connection may be to a boot that is over
      signal: this.#asking.signal,
      headers: { 'content-type': 'application/json' },
    })
    const timer = setTimeout(() => {
      resolve(unknown('no answer in time'))
      asked.destroy()
    }, withinMs)
    asked.on('error', (error) => resolve(outcomeOf(error)))
    asked.on('response', (response) => void understand(response).then(resolve))
    asked.end(JSON.stringify(body))
    return promise.finally(() => clearTimeout(timer))
  }
}

/** What an error of a request means: `fail` where nothing was sent. */
export function outcomeOf(error: Error): Outcome<never> {
  return 'code' in error && NOT_SENT.has(error.code) ? fail('unreachable') : unknown(error.message)
}

async function understand(response: IncomingMessage): Promise<Outcome<Json>> {
  const body = await readJson(response)
  if (response.statusCode === 404) return fail('unreachable')
  if (response.statusCode === 400) return fail('refused: not JSON, or too long')
  if (response.statusCode !== 200 || body === undefined) return unknown(`no proper answer (${response.statusCode})`)
  return ok(body)
}

/** Undefined when it is torn, too long or not JSON. */
async function readJson(message: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes <= MOST_BYTES) chunks.push(chunk) // the rest is read and dropped, so that the answer can be sent
    }
    return bytes > MOST_BYTES ? undefined : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json)
  } catch {
    return undefined
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
