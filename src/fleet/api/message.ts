// A request to fleet's HTTP API and what it is answered, as values: over the simulated wire they travel as they are, in
// containers they are real HTTP.

import type { Json } from '../../runtime/wire.ts'

export interface ApiRequest {
  readonly method: string
  /** Path and query as they were sent, such as `/fleet/v1/units/a%40b.service?x=y`. */
  readonly target: string
  /** Every Content-Type header that was sent. */
  readonly contentTypes: readonly string[]
  readonly body: string
}

export interface ApiReply {
  readonly status: number
  /** Absent: an empty body. */
  readonly body?: Json
}
