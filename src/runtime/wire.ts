// Requests between hosts: one serves an address, another asks it and waits for the answer. Bodies are JSON values. In
// the simulation the wire is the simulated network, live it is HTTP.

import { Call, type Outcome } from './operation.ts'
import type { Mailbox } from './mailbox.ts'

/** The name of the wire's port on a host. */
export const WIRE_PORT = 'wire'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A request that waits to be answered, once. */
export interface Incoming {
  readonly body: Json
  /** What the wire knows it by. */
  readonly token: number
}

export type WireRequest =
  | { readonly kind: 'serve'; readonly service: string; readonly mailbox: Mailbox<Incoming> }
  | { readonly kind: 'respond'; readonly token: number; readonly body: Json }
  | {
      readonly kind: 'request'
      readonly host: string
      readonly service: string
      readonly body: Json
      readonly withinMs: number
    }

/** Serves a name on this host from now on: requests arrive in the mailbox. It ends with the host. */
export const serve = (service: string, mailbox: Mailbox<Incoming>): Call<void> =>
  new Call(WIRE_PORT, { kind: 'serve', service, mailbox } satisfies WireRequest)

export const respond = (incoming: Incoming, body: Json): Call<void> =>
  new Call(WIRE_PORT, { kind: 'respond', token: incoming.token, body } satisfies WireRequest)

/**
 * Asks a service on another host. `fail`: refused, nothing was sent. `unknown`: no answer within `withinMs`
 * milliseconds, or the connection broke.
 */
export const request = (host: string, service: string, body: Json, withinMs: number): Call<Outcome<Json>> =>
  new Call(WIRE_PORT, { kind: 'request', host, service, body, withinMs } satisfies WireRequest)
