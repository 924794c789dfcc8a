// Where a cluster that is up is worked from: one address, the same for as long as the cluster is there, whichever of its
// machines has just gone to reboot. It takes orders, and hands requests on to whoever answers them.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Orders } from '../../harness/orders.ts'
import type { Event } from '../../history/event.ts'
import type { Topology } from '../../machine/topology.ts'
import { describeEvent } from '../../reporting/event-words.ts'
import { parseOrder, ScheduleInvalid } from '../../schedule/codec.ts'
import type { Addresses } from '../../worlds/docker/addresses.ts'
import { UsageError } from '../exit.ts'

export interface DeskOptions {
  readonly listen: { readonly host: string; readonly port: number }
  readonly topology: Topology
  readonly orders: Orders
  readonly addresses: () => Addresses
}

/** What came of an order. `done`: false where it was skipped. */
export interface OrderReply {
  readonly step: number
  readonly done: boolean
  readonly says: string
}

const MOST_BYTES = 1024 * 1024

/** How long one machine may take to answer before the next is asked. Its answer may take as long as it likes. */
const CONNECT_WITHIN_MS = 1_000

const WHAT_THERE_IS =
  'POST /steps orders a step; GET /addresses says where everything is; /app asks the app, ' +
  "/fleet/v1 any machine's fleet, /admin and /v1/update the update server\n"

export class UpDesk implements AsyncDisposable {
  readonly #options: DeskOptions
  readonly #server: Server
  readonly #outcomes = new Map<number, PromiseWithResolvers<OrderReply>>()

  /** @throws UsageError where nothing can listen there */
  static async open(options: DeskOptions): Promise<UpDesk> {
    const desk = new UpDesk(options)
    const { host, port } = options.listen
    await new Promise<void>((resolve, reject) => {
      desk.#server.once('error', (error) => reject(new UsageError(`cannot listen there: ${error.message}`)))
      desk.#server.listen(port, host, resolve)
    })
    return desk
  }

  private constructor(options: DeskOptions) {
    this.#options = options
    this.#server = createServer((asked, reply) => {
      this.#answer(asked, reply).catch((error: unknown) => refuse(reply, 500, String(error)))
    })
  }

  get url(): string {
    const { address, family, port } = this.#server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  /** Sees every event of the run: what came of an order is among them. */
  see(event: Event): void {
    if (event.kind === 'operator.answered' || event.kind === 'step.skipped') {
      const done = event.kind === 'operator.answered'
      this.#outcomeOf(event.step).resolve({ step: event.step, done, says: describeEvent(event) })
    } else if (event.kind === 'step.witnessed' && event.what === 'begin') {
      this.#outcomeOf(event.step).resolve({ step: event.step, done: true, says: describeEvent(event) })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname } = new URL(asked.url ?? '/', 'http://desk')
    const { machines, updates } = this.#options.addresses()
    const those = (which: 'fleet' | 'app') => machines.flatMap((machine) => machine[which] ?? [])
    if (pathname === '/steps') await this.#order(asked, reply)
    else if (pathname === '/addresses') give(reply, 200, this.#options.addresses())
    else if (pathname === '/app') await forward(asked, reply, those('app'), '/')
    else if (pathname.startsWith('/fleet/')) await forward(asked, reply, those('fleet'), asked.url)
    else if (/^\/(?:admin|v1\/update)(?:\/|$)/.test(pathname) && updates !== undefined) {
      await forward(asked, reply, [updates], asked.url)
    } else reply.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(WHAT_THERE_IS)
  }

  async #order(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    if (asked.method !== 'POST') return refuse(reply, 405, 'an order is a POST')
    // Else any page in a browser could post here.
    if (!/^application\/json\b/.test(asked.headers['content-type'] ?? '')) {
      return refuse(reply, 415, 'an order is application/json')
    }
    try {
      const { orders, topology } = this.#options
      const step = orders.add(parseOrder(JSON.parse(await bodyOf(asked)), topology))
      give(reply, 200, await this.#outcomeOf(step).promise)
    } catch (error) {
      if (!(error instanceof ScheduleInvalid || error instanceof SyntaxError || error instanceof RangeError))
        throw error
      refuse(reply, 400, error.message)
    }
  }

  #outcomeOf(step: number): PromiseWithResolvers<OrderReply> {
    const known = this.#outcomes.get(step) ?? Promise.withResolvers<OrderReply>()
    this.#outcomes.set(step, known)
    return known
  }
}

/** @throws RangeError where it is longer than is read */
async function bodyOf(message: IncomingMessage): Promise<string> {
  if (Number(message.headers['content-length'] ?? 0) > MOST_BYTES) throw new RangeError('too long')
  return text(message)
}

/** Hands a request on to the first of these that can be reached. */
async function forward(
  asked: IncomingMessage,
  reply: ServerResponse,
  to: readonly string[],
  path: string | undefined,
): Promise<void> {
  const body = await bodyOf(asked)
  for (const url of to) {
    const answer = await ask(new URL(path ?? '/', url), asked, body)
    if (!answer) continue
    reply.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(reply)
    return
  }
  refuse(reply, 502, 'none of the machines answers')
}

/** Undefined: it is not there, or hangs up before it answers. */
function ask(url: URL, asked: IncomingMessage, body: string): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const headers = { ...asked.headers, host: url.host, connection: 'close' }
    const sent = request(url, { method: asked.method, headers, timeout: CONNECT_WITHIN_MS, agent: false })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(undefined))
    sent.on('response', resolve)
    sent.end(body)
  })
}

const give = (reply: ServerResponse, status: number, value: object): void =>
  void reply.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`)

function refuse(reply: ServerResponse, status: number, error: string): void {
  if (reply.headersSent) reply.destroy()
  else give(reply, status, { error })
}
