// An update server as its host sees it: it answers machines in Omaha, and operators in JSON. What carries the messages (the
// simulated wire, real HTTP) is not its business.

import type { Program } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import type { Request, Response } from '../omaha/messages.ts'
import type { AdminAnswer } from './admin.ts'
import { handleAdmin } from './admin-request.ts'
import { answerOmaha, type OmahaServiceConfig } from './omaha-service.ts'
import type { ServerRules } from './rules.ts'
import { UpdateServer } from './server.ts'

export interface UpdateService {
  readonly omaha: (request: Request) => Program<Response>
  /** `what` and `body` as in admin-request.ts. */
  readonly admin: (what: string, body: Json) => Program<AdminAnswer>
}

/** One server over the store that its host reaches. */
export function openUpdateService(config: OmahaServiceConfig, rules?: ServerRules): UpdateService {
  const server = new UpdateServer(config.startsAt, rules)
  return { omaha: (request) => answerOmaha(server, config, request), admin: handleAdmin }
}
