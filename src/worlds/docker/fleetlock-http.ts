// The FleetLock server over real HTTP.

import {
  encodeError,
  type FleetLockReply,
  MOST_BODY_BYTES,
  PROTOCOL_HEADER,
  refusal,
} from '../../locksmith/fleetlock/protocol.ts'
import { answer, type FleetLockConfig } from '../../locksmith/fleetlock/server.ts'
import type { Program } from '../../runtime/operation.ts'
import { type HttpOptions, type HttpReply, type HttpRequest, ProgramHttp } from './program-http.ts'

export interface FleetLockHttpOptions extends HttpOptions {
  readonly config: FleetLockConfig
  /** Answers a request; absent: the reference. */
  readonly answer?: typeof answer
}

/** Resolves when it listens; rejects with Node's error when it cannot. */
export function openFleetLock(options: FleetLockHttpOptions): Promise<ProgramHttp> {
  const { config, answer: answering = answer } = options
  return ProgramHttp.open(options, {
    name: 'fleetlock',
    mostBytes: MOST_BODY_BYTES,
    *answer({ method, path, headers, body }: HttpRequest): Program<HttpReply> {
      const header = headers[PROTOCOL_HEADER]
      const asked = { method, path, header: typeof header === 'string' ? header : undefined, body }
      return replyOf(yield* answering(asked, config))
    },
    failed: replyOf(refusal('failed_lock', 'internal error')),
  })
}

function replyOf({ status, body }: FleetLockReply): HttpReply {
  if (body === undefined) return { status }
  const allow = status === 405 ? { allow: 'POST' } : {}
  return { status, headers: { ...allow, 'content-type': 'application/json' }, body: encodeError(body) }
}
