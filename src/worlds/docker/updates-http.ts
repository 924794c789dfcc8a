// The update server over real HTTP: Omaha at `POST /v1/update/`, and what operators do at `POST /admin/<what>` in JSON.
// Payloads are not served here, the answers name where they are; who opens the server may serve them beside it.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeRequest } from '../../updates/omaha/decode.ts'
import { isOmahaContentType } from '../../updates/omaha/content-type.ts'
import { encodeResponse } from '../../updates/omaha/encode.ts'
import { OmahaInvalid } from '../../updates/omaha/errors.ts'
import type { UpdateService } from '../../updates/server/service.ts'
import type { Program } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import { type HttpOptions, type HttpReply, type HttpRequest, ProgramHttp } from './program-http.ts'

export interface UpdatesHttpOptions extends HttpOptions {
  readonly service: UpdateService
  /** Answers a request that is about something else, and says whether it did. */
  readonly beside?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** An Omaha message has at most that, and no operator says more. */
const MOST_BODY_BYTES = 1024 * 1024

const OMAHA_PATH = /^\/v1\/update\/?$/
const ADMIN_PATH = /^\/admin\/([^/]+)$/

/** Resolves when it listens; rejects with Node's error when it cannot. */
export function openUpdates(options: UpdatesHttpOptions): Promise<ProgramHttp> {
  const { service, beside } = options
  return ProgramHttp.open(options, {
    name: 'updates',
    beside,
    mostBytes: MOST_BODY_BYTES,
    finishes: true, // machines that ask together are answered by what one of them has begun
    *answer(request: HttpRequest): Program<HttpReply> {
      const admin = ADMIN_PATH.exec(request.path)?.[1]
      if (!OMAHA_PATH.test(request.path) && admin === undefined) return told(404, 'there is nothing here')
      if (request.method !== 'POST') return { ...told(405, 'only POST is allowed'), headers: { allow: 'POST' } }
      if (request.body === undefined) return told(413, `the body has more than ${MOST_BODY_BYTES} bytes`)
      return admin === undefined
        ? yield* omaha(service, request.headers['content-type'] ?? '', request.body)
        : yield* administered(service, admin, request.body)
    },
    failed: told(500, 'internal error'),
  })
}

function* omaha(service: UpdateService, contentType: string, body: string): Program<HttpReply> {
  if (!isOmahaContentType(contentType)) return told(400, `the content type is not text/xml in UTF-8`)
  try {
    const response = yield* service.omaha(decodeRequest(body))
    return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: encodeResponse(response) }
  } catch (error) {
    if (error instanceof OmahaInvalid) return told(400, error.message)
    throw error
  }
}

function* administered(service: UpdateService, what: string, body: string): Program<HttpReply> {
  let asked: Json
  try {
    asked = body === '' ? {} : (JSON.parse(body) as Json)
  } catch {
    return told(400, 'the body is not JSON')
  }
  const { status, body: answer } = yield* service.admin(what, asked)
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(answer)}\n` }
}

const told = (status: number, why: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${why}\n`,
})
