// A machine's control service: what people and probes may ask of it over the wire.

import { Mailbox } from '../runtime/mailbox.ts'
import { type Outcome, type Program, receive } from '../runtime/operation.ts'
import { type Incoming, type Json, request, respond, serve } from '../runtime/wire.ts'
import type { MachineId } from '../history/event.ts'
import { type Daemon, DAEMONS } from './platform.ts'

/** The name under which every machine serves its control. */
export const CONTROL = 'control'

/** What a machine's control asks of the rest of it. Each says what its asker is told, and what is done after that. */
export interface Controlled {
  /** A reboot is needed: what an update engine says to a lock daemon. */
  readonly rebootWanted: () => Program<Answer>
  /** `locksmithctl reboot`, run on the machine by an operator. */
  readonly operatorReboot: () => Program<Answer>
  /** A daemon crashes and stays down, or is started again. */
  readonly crash: (daemon: Daemon) => Program<Answer>
  readonly start: (daemon: Daemon) => Program<Answer>
}

export interface Answer {
  readonly says: Json
  readonly then?: () => Program<void>
}

/** Serves until the machine stops. */
export function* controlService(controlled: Controlled): Program<void> {
  const requests = new Mailbox<Incoming>()
  yield* serve(CONTROL, requests)
  for (;;) {
    const received = yield* receive(requests)
    if (received.kind !== 'message') continue
    const incoming = received.message
    const { says, then } = yield* answer(controlled, incoming.body)
    yield* respond(incoming, says)
    if (then) yield* then()
  }
}

function* answer(controlled: Controlled, body: Json): Program<Answer> {
  if (body === 'ping') return { says: 'pong' }
  if (body === 'reboot') return yield* controlled.rebootWanted()
  if (body === 'locksmithctl reboot') return yield* controlled.operatorReboot()
  for (const daemon of DAEMONS) {
    if (body === `crash ${daemon}`) return yield* controlled.crash(daemon)
    if (body === `start ${daemon}`) return yield* controlled.start(daemon)
  }
  return { says: { error: 'unknown request: ask for "reboot", "locksmithctl reboot" or "ping"' } }
}

/** Asks a machine to reboot, once. `ok`: it knows; when it reboots is its own affair. */
export function* askReboot(machine: MachineId, withinMs: number): Program<Outcome<Json>> {
  return yield* request(machine, CONTROL, 'reboot', withinMs)
}

/** Runs `locksmithctl reboot` on a machine. `ok` with an object that has an `error`: it did not get the lock. */
export function* askOperatorReboot(machine: MachineId, withinMs: number): Program<Outcome<Json>> {
  return yield* request(machine, CONTROL, 'locksmithctl reboot', withinMs)
}

/** Crashes a daemon of a machine, or starts it again. `ok`: with what it is like now. */
export function* askDaemon(
  machine: MachineId,
  what: 'crash' | 'start',
  daemon: Daemon,
  withinMs: number,
): Program<Outcome<Json>> {
  return yield* request(machine, CONTROL, `${what} ${daemon}`, withinMs)
}
