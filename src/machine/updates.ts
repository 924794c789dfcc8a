// The update server beside the machines: what it is told, and how it serves over the wire of a simulation.

import { Mailbox } from '../runtime/mailbox.ts'
import { type Program, receive, spawn } from '../runtime/operation.ts'
import { type Incoming, type Json, respond, serve } from '../runtime/wire.ts'
import type { Request } from '../updates/omaha/messages.ts'
import type { OmahaServiceConfig } from '../updates/server/omaha-service.ts'
import type { UpdateService } from '../updates/server/service.ts'
import { UPDATES_HOST } from './topology.ts'

/** CoreOS's application, which Flatcar kept. */
export const APP_ID = '{e96281a6-d1af-4bde-9a0a-97b76e56dc57}'

/** Where the update server's payloads are. */
export const CODEBASE = `http://${UPDATES_HOST}:8080/payloads/`

/** Where its machines ask it, unless their update.conf says otherwise. */
export const OMAHA_URL = `http://${UPDATES_HOST}:8080/v1/update/`

/** The names under which the update server serves over the wire: Omaha messages, and operators' requests. */
export const OMAHA_SERVICE = 'omaha'
export const ADMIN_SERVICE = 'admin'

/** @param startsAt what the calendar showed when the run began, Unix time in milliseconds */
export const updateServerConfig = (startsAt: number): OmahaServiceConfig => ({
  appId: APP_ID,
  codebase: CODEBASE,
  name: 'seatrial',
  startsAt,
})

/** Serves for as long as its host runs. Messages are values here; XML is for HTTP. */
export function* updatesService(service: UpdateService): Program<void> {
  const machines = new Mailbox<Incoming>()
  const operators = new Mailbox<Incoming>()
  yield* serve(OMAHA_SERVICE, machines)
  yield* serve(ADMIN_SERVICE, operators)
  yield* spawn('admin', administered(service, operators))
  for (;;) {
    const received = yield* receive(machines)
    if (received.kind === 'message') yield* spawn('answer', answered(service, received.message))
  }
}

function* answered(service: UpdateService, incoming: Incoming): Program<void> {
  const response = yield* service.omaha(incoming.body as unknown as Request) // the only sender is a world's updates port
  yield* respond(incoming, response as unknown as Json)
}

function* administered(service: UpdateService, operators: Mailbox<Incoming>): Program<void> {
  for (;;) {
    const received = yield* receive(operators)
    if (received.kind !== 'message') continue
    const { what, body } = received.message.body as { readonly what: string; readonly body: Json }
    const { status, body: answer } = yield* service.admin(what, body)
    yield* respond(received.message, { status, body: answer })
  }
}
