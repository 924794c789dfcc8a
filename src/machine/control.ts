// A machine's control service: what people and probes may ask of it over the wire.

import { Mailbox } from '../runtime/mailbox.ts'
import { type Call, type Outcome, type Program, receive, wallClock } from '../runtime/operation.ts'
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
  /** `systemctl poweroff`: units are stopped, fleet leaves the cluster, and the machine stays off. */
  readonly powerOff: () => Answer
  /** `update_engine_client -check_for_update`. */
  readonly checkForUpdate: () => Program<Answer>
  /** `update_engine_client -status`: its text. */
  readonly updateStatus: () => Json
  /** Replaces the machine's update.conf, and goes by it from then on. */
  readonly configure: (text: string) => Program<Answer>
  /** `systemd-run`: has the unit manager take a job, and does nothing with it. */
  readonly tryStart: () => Program<Answer>
  /** A daemon crashes and stays down, or is started again. */
  readonly crash: (daemon: Daemon) => Program<Answer>
  readonly start: (daemon: Daemon) => Program<Answer>
}

export interface Answer {
  readonly says: Json
  readonly then?: () => Program<void>
}

/** What a machine says that has begun to reboot. */
export const GOING_DOWN: Json = { error: 'the machine is going down' }

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
  if (body === 'date') return { says: yield* wallClock() }
  if (body === 'reboot') return yield* controlled.rebootWanted()
  if (body === 'locksmithctl reboot') return yield* controlled.operatorReboot()
  if (body === POWEROFF) return controlled.powerOff()
  if (body === CHECK_FOR_UPDATE) return yield* controlled.checkForUpdate()
  if (body === UPDATE_STATUS) return { says: controlled.updateStatus() }
  if (body === SYSTEMD_RUN) return yield* controlled.tryStart()
  if (isConfiguration(body)) return yield* controlled.configure(body.configure)
  for (const daemon of DAEMONS) {
    if (body === `crash ${daemon}`) return yield* controlled.crash(daemon)
    if (body === `start ${daemon}`) return yield* controlled.start(daemon)
  }
  return { says: { error: 'unknown request: ask for "reboot", "locksmithctl reboot" or "ping"' } }
}

const POWEROFF = 'systemctl poweroff'
const CHECK_FOR_UPDATE = 'update_engine_client -check_for_update'
const UPDATE_STATUS = 'update_engine_client -status'
const SYSTEMD_RUN = 'systemd-run true'

const isConfiguration = (body: Json): body is { readonly configure: string } =>
  typeof body === 'object' && body !== null && 'configure' in body && typeof body.configure === 'string'

/** What a machine's clock shows, in milliseconds since the run began by its own calendar. */
export const askDate = (machine: MachineId, withinMs: number): Call<Outcome<Json>> =>
  request(machine, CONTROL, 'date', withinMs)

/** Has a machine check for an update now. `ok` with an object that has an `error`: it has no update engine. */
export const askCheck = (machine: MachineId, withinMs: number): Call<Outcome<Json>> =>
  request(machine, CONTROL, CHECK_FOR_UPDATE, withinMs)

/** What `update_engine_client -status` prints on a machine. */
export const askUpdateStatus = (machine: MachineId, withinMs: number): Call<Outcome<Json>> =>
  request(machine, CONTROL, UPDATE_STATUS, withinMs)

/** Whether a machine's unit manager would start a unit now. `ok` with an object that has an `error`: it would not, and why. */
export const askStart = (machine: MachineId, withinMs: number): Call<Outcome<Json>> =>
  request(machine, CONTROL, SYSTEMD_RUN, withinMs)

/** Gives a machine another update.conf. `ok` with an object that has an `error`: it could not be written. */
export const askConfigure = (machine: MachineId, text: string, withinMs: number): Call<Outcome<Json>> =>
  request(machine, CONTROL, { configure: text }, withinMs)

/** Asks a machine to reboot, once. `ok`: it knows; when it reboots is its own affair. */
export function* askReboot(machine: MachineId, withinMs: number): Program<Outcome<Json>> {
  return yield* request(machine, CONTROL, 'reboot', withinMs)
}

/** Has a machine shut down. `ok`: it goes down, or with an object that has an `error`, it was going down anyway. */
export function* askPowerOff(machine: MachineId, withinMs: number): Program<Outcome<Json>> {
  return yield* request(machine, CONTROL, POWEROFF, withinMs)
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
