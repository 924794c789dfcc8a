// The first program of a machine, where it takes it down: what was begun once goes through, whoever asked for it and whatever
// becomes of that program. The machine stops what runs on it, and then the firmware takes over.

import { Mailbox } from '../runtime/mailbox.ts'
import { Call, type Program, receive, send, sleep } from '../runtime/operation.ts'
import { FIRMWARE_PORT, type Firmware } from './firmware.ts'

export class Init {
  readonly #orders = new Mailbox<Extract<Firmware, 'reboot' | 'off'>>()
  #goingDown = false

  /** The machine will reboot or be off: nothing new may be begun on it. */
  get goingDown(): boolean {
    return this.#goingDown
  }

  /** Has the machine reboot, or go off for good. What was asked for first is what it does. It does not return. */
  *takeDown(to: Extract<Firmware, 'reboot' | 'off'>): Program<void> {
    this.#goingDown = true
    yield* send(this.#orders, to)
    yield* sleep(Infinity)
  }

  /** Waits for that, for as long as the machine runs. */
  *run(stop: () => Program<void>): Program<void> {
    const order = yield* receive(this.#orders)
    yield* stop()
    if (order.kind === 'message') yield* new Call<void>(FIRMWARE_PORT, order.message)
  }
}
