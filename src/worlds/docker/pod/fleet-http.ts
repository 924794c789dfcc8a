// fleet's API over real HTTP, at the rim of a machine: a request is handed to the daemon as the wire would, and its answer is
// written out. What is answered, whatever was asked, is the daemon's affair.
//
// Plain HTTP: it belongs behind something that has TLS, or on the loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { BODY_LIMIT } from '../../../fleet/api/body.ts'
import type { ApiReply, ApiRequest } from '../../../fleet/api/message.ts'
import { FLEET_VERSION } from '../../../fleet/config.ts'
import type { Json } from '../../../runtime/wire.ts'
import type { LocalAsk } from '../wire.ts'

export interface FleetHttpOptions {
  readonly ask: LocalAsk
  readonly listen: { readonly host: string; readonly port: number }
  /** How long the daemon may take to answer, in milliseconds. */
  readonly withinMs?: number
}

/** More than all calls to the store that a request may take. */
const ANSWER_WITHIN_MS = 10_000

/** How long a client may take to send a request, and its headers, in milliseconds. */
const REQUEST_WITHIN_MS = 30_000
const HEADERS_WITHIN_MS = 10_000

/** What is answered while the daemon is down: a client that is refused would not know a machine from a daemon. */
const DOWN: ApiReply = { status: 503, body: { error: { code: 503, message: 'the fleet daemon does not answer' } } }

/** Serves from now on. */
export function openFleetHttp({ ask, listen, withinMs = ANSWER_WITHIN_MS }: FleetHttpOptions): Server {
  const limits = { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS }
  return createServer(limits, (request, response) => {
    response.on('error', () => {}) // the client went while it was answered
    void bodyOf(request).then(async (body) => {
      if (body === undefined || response.destroyed) return
      const asked: ApiRequest = {
        method: request.method ?? '',
        target: request.url ?? '',
        contentTypes: request.headersDistinct['content-type'] ?? [],
        body,
      }
      const reply = (await ask(asked as unknown as Json, withinMs)) as ApiReply | undefined // fleetd answers with one
      send(response, reply ?? DOWN)
    })
  }).listen(listen.port, listen.host)
}

function send(response: ServerResponse, { status, body }: ApiReply): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, {
    server: `fleetd/${FLEET_VERSION}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** Undefined: it was torn. Of one that is too long just so much is kept that the daemon sees that it is. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      // the rest is read and dropped, so that the answer can be sent
      if (bytes <= BODY_LIMIT) chunks.push(chunk.subarray(0, BODY_LIMIT + 1 - bytes))
      bytes += chunk.length
    }
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}
