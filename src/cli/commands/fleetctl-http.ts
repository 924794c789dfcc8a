// fleetctl's way to a fleet's API: real HTTP, over TCP or a unix socket, as a port of the live runner.

import { request } from 'node:http'
import type { ApiClient } from '../../fleet/api/client.ts'
import type { ApiReply, ApiRequest } from '../../fleet/api/message.ts'
import type { Port } from '../../runtime/host.ts'
import { Call, fail, ok, type Outcome, unknown } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import { UsageError } from '../exit.ts'

export const API_PORT = 'fleet-api'

/** Where an API is served. */
export interface ApiEndpoint {
  /** As it was typed: failures name it. */
  readonly name: string
  readonly socketPath?: string
  readonly host?: string
  readonly port?: number
}

/**
 * Reads `http://host[:port]` or `unix:///path`. Of a comma list the first counts, as for fleetctl.
 * @throws UsageError
 */
export function apiEndpointOf(list: string): ApiEndpoint {
  const name = list.split(',')[0]?.trim() ?? ''
  const socketPath = /^unix:\/\/(\/.+)$/.exec(name)?.[1]
  if (socketPath !== undefined) return { name, socketPath }
  const [, host, port = '80'] = /^http:\/\/(\[[\da-f:.]+\]|[^/:@?#\s]+)(?::(\d+))?\/?$/i.exec(name) ?? []
  if (host === undefined || Number(port) > 65_535) {
    throw new UsageError(`"${name}" is no endpoint, expected http://host:port or unix:///path/to/a.sock`)
  }
  return { name, host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** What programs ask with; `httpApi` answers. */
export const apiClient: ApiClient = function* (asked) {
  return yield* new Call<Outcome<ApiReply>>(API_PORT, asked)
}

/** A request may take `withinMs` from its beginning to the last byte of its answer. */
export const httpApi =
  (endpoint: ApiEndpoint, withinMs: number): Port =>
  (asked, reply) =>
    void exchange(endpoint, asked as ApiRequest, withinMs).then((outcome) => reply.answer(outcome))

function exchange(endpoint: ApiEndpoint, asked: ApiRequest, withinMs: number): Promise<Outcome<ApiReply>> {
  const { name, ...where } = endpoint
  const headers = { host: where.socketPath === undefined ? hostHeader(endpoint) : 'localhost', ...bodyHeaders(asked) }
  const silent = (why: string): string => `${name} does not answer: ${why}`
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(withinMs)
    const sent = request({ ...where, path: asked.target, method: asked.method, headers, signal })
    const broken = (error: NodeJS.ErrnoException): void => {
      if (signal.aborted) resolve(unknown(silent(`no answer within ${withinMs / 1000} s`)))
      else if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') resolve(fail(silent(error.message)))
      else resolve(unknown(silent(error.message)))
    }
    sent.on('error', broken)
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('error', broken)
      response.on('end', () => resolve(replyOf(name, response.statusCode ?? 0, text)))
    })
    sent.end(asked.body)
  })
}

const hostHeader = ({ host = '', port }: ApiEndpoint): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

const bodyHeaders = ({ contentTypes, body }: ApiRequest): Record<string, string | string[]> => ({
  ...(contentTypes.length > 0 && { 'content-type': [...contentTypes] }),
  ...(body !== '' && { 'content-length': String(Buffer.byteLength(body)) }),
})

/** A body that is no JSON matters only where something was to be read in it. */
function replyOf(name: string, status: number, text: string): Outcome<ApiReply> {
  if (text.trim() === '') return ok({ status })
  try {
    return ok({ status, body: JSON.parse(text) as Json })
  } catch {
    if (status !== 200) return ok({ status })
    return unknown(`${name} does not answer as fleet does: its answer is not JSON`)
  }
}
