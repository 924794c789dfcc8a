// How fleetctl and operators reach the API of a machine. What carries the request is the world's business.

import type { Outcome, Program } from '../../runtime/operation.ts'
import type { ApiReply, ApiRequest } from './message.ts'

/** `fail`: it was not sent; `unknown`: no answer came, or none that could be read. */
export type ApiClient = (request: ApiRequest) => Program<Outcome<ApiReply>>
