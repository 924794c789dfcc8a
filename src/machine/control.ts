// A machine's control service: what people and probes may ask of it over the wire.

import { Mailbox } from '../runtime/mailbox.ts'
import { type Outcome, type Program, receive } from '../runtime/operation.ts'
import { type Incoming, type Json, request, respond, serve } from '../runtime/wire.ts'
import type { MachineId } from '../history/event.ts'

/** The name under which every machine serves its control. */
export const CONTROL = 'control'

/** Serves until the machine stops. `wanted` is called for each request to reboot. */
export function* controlService(wanted: () => Program<void>): Program<void> {
  const requests = new Mailbox<Incoming>()
  yield* serve(CONTROL, requests)
  for (;;) {
    const received = yield* receive(requests)
    if (received.kind !== 'message') continue
    const incoming = received.message
    switch (incoming.body) {
      case 'reboot':
        yield* wanted()
        yield* respond(incoming, 'will reboot')
        break
      case 'ping':
        yield* respond(incoming, 'pong')
        break
      default:
        yield* respond(incoming, { error: 'unknown request: ask for "reboot" or "ping"' })
    }
  }
}

/** Asks a machine to reboot, once. `ok`: it knows; when it reboots is its own affair. */
export function* askReboot(machine: MachineId, withinMs: number): Program<Outcome<Json>> {
  return yield* request(machine, CONTROL, 'reboot', withinMs)
}
