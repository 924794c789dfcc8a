// Steps that somebody orders while a trial is under way, in place of those of a written schedule. What was played is kept as
// the schedule that it amounts to, so that a trial by hand can be judged, and run again.

import type { Port, Reply } from '../runtime/host.ts'
import { Call } from '../runtime/operation.ts'
import type { Schedule, Step } from '../schedule/schedule.ts'

/** The name of the port on which the conductor asks for the next order. */
export const ORDERS_PORT = 'orders'

export class Orders {
  readonly #steps: Step[] = []
  readonly #waiting: Step[] = []
  #ordered = 0
  #asking: Reply | undefined
  #closed = false

  /** What was ordered and begun, with the instants at which it was. It grows while the trial goes on. */
  get steps(): readonly Step[] {
    return this.#steps
  }

  /** @returns the number that the step will have in the history. After `close` nothing is played any more. */
  add(step: Step): number {
    this.#waiting.push(step)
    const number = ++this.#ordered
    this.#serve()
    return number
  }

  /** Nothing more is ordered: the trial heals, settles and ends. */
  close(): void {
    this.#closed = true
    this.#serve()
  }

  /** The schedule that the trial amounted to. @param endedAt how long it took: a storm that is played again has that time */
  asPlayed(schedule: Schedule, endedAt: number): Schedule {
    const stormMs = Math.max(schedule.tuning.stormMs, Math.ceil(endedAt))
    return { ...schedule, tuning: { ...schedule.tuning, stormMs }, steps: [...this.#steps] }
  }

  /** For the conductor: the next order; undefined once there will be none. */
  readonly next = (): Call<Step | undefined> => new Call(ORDERS_PORT, 'next')

  /** For the conductor: the step is begun, at this time of the storm. */
  begun(step: Step, atMs: number): void {
    this.#steps.push({ ...step, when: { at: Math.round(atMs) } })
  }

  readonly port: Port = (_request, reply) => {
    this.#asking = reply
    this.#serve()
  }

  #serve(): void {
    const reply = this.#asking
    if (!reply) return
    const step = this.#closed ? undefined : this.#waiting.shift()
    if (step === undefined && !this.#closed) return
    this.#asking = undefined
    reply.answer(step)
  }
}
