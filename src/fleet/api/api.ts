// fleet's HTTP API, version 1, as every machine serves it. Start here: a request is taken apart (target.ts), handed to who
// answers it (router.ts), and whatever stands in the way becomes an error's reply.
//
// Reads hold every write that was answered before, whichever machine is asked. Of two clients that give one unit a file at
// once, one does so on what the other left. There is no precondition that a client could name.

import type { Program } from '../../runtime/operation.ts'
import type { FleetParts } from '../daemon.ts'
import type { ApiReply, ApiRequest } from './message.ts'
import { OUT_OF_TOUCH, Refused } from './refused.ts'
import { route } from './router.ts'
import { API_RULES, type ApiRules } from './rules.ts'
import { parseTarget } from './target.ts'

/** What the API needs of its daemon. */
export type ApiParts = Pick<FleetParts, 'cache'> & {
  /** False: the machine is not in touch with the registry, and every request is answered 503. */
  readonly available: () => boolean
}

/** Answers a request. Every status from 400 on comes with `{"error":{"code","message"}}`. */
export function* answerApi(request: ApiRequest, parts: ApiParts, rules: ApiRules = API_RULES): Program<ApiReply> {
  try {
    if (!parts.available()) throw new Refused(503, OUT_OF_TOUCH)
    const { path, query } = parseTarget(request.target)
    const { handler, name } = route(request.method, path)
    const answer = handler({ request, query, name, parts, rules })
    return 'status' in answer ? answer : yield* answer
  } catch (error) {
    if (error instanceof Refused) return replyTo(error)
    throw error
  }
}

const replyTo = ({ status, message }: Refused): ApiReply => ({ status, body: { error: { code: status, message } } })
