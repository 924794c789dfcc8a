// The life of a service, from one order to the next, as one program: it is started, perhaps again and again, and comes to
// rest. What one start is: service-start.ts.
//
// A unit that has no leave to run any longer is killed at once, and nothing that its file says about stopping is done: there
// is no time for it.

import { now, type Program } from '../../runtime/operation.ts'
import { Fenced, Lookout } from './lookout.ts'
import type { SystemdState } from './manager.ts'
import { restartsAfter, StartLimit } from './restart.ts'
import type { Result } from './result.ts'
import type { Service } from './service.ts'
import { ServiceStart, type StartedUnit } from './service-start.ts'
import { UnitProcesses } from './unit-processes.ts'
import type { Surroundings, UnitRun } from './unit-run.ts'

export class ServiceUnit implements UnitRun {
  active: SystemdState['active'] = 'inactive'
  sub = 'dead'
  readonly #unit: StartedUnit
  readonly #limit = new StartLimit()
  #startAsked = false
  #stopAsked = false
  #retired = false

  constructor(name: string, around: Surroundings) {
    const lookout = new Lookout(around.allowedUntil)
    const stopAsked = (): boolean => this.#stopAsked
    this.#unit = {
      name,
      around,
      lookout,
      processes: new UnitProcesses(lookout),
      get stopAsked() {
        return stopAsked()
      },
      enter: (active, sub) => this.#enter(active, sub),
    }
  }

  get atRest(): boolean {
    return this.active === 'inactive' || this.active === 'failed'
  }

  /** While it waits to be started again it has not stopped. */
  get alive(): boolean {
    return !this.atRest && this.sub !== 'exited'
  }

  *start(): Program<void> {
    const runs = this.active === 'active' || (this.active === 'activating' && this.sub !== 'auto-restart')
    if (runs && !this.#stopAsked) return
    this.#startAsked = true
    yield* this.#unit.lookout.tell()
  }

  *stop(): Program<void> {
    this.#startAsked = false
    if (this.atRest) return
    this.#stopAsked = true
    yield* this.#unit.lookout.tell()
  }

  *retire(): Program<void> {
    this.#retired = true
    yield* this.#unit.lookout.tell()
  }

  *reconsider(): Program<void> {
    yield* this.#unit.lookout.tell()
  }

  *run(): Program<void> {
    for (;;) {
      while (!this.#startAsked) {
        if (this.#retired) return
        yield* this.#unit.lookout.news()
      }
      this.#startAsked = false
      this.#stopAsked = false
      const result = yield* this.#live()
      if (result === 'success') yield* this.#enter('inactive', 'dead')
      else yield* this.#enter('failed', 'failed')
      yield* this.#unit.around.rested()
    }
  }

  /** Until it is at rest, however often it is started again by itself before that. */
  *#live(): Program<Result> {
    const { lookout, processes } = this.#unit
    try {
      for (;;) {
        const result = yield* this.#once()
        const { restart, restartMs } = this.#service
        if (this.#stopAsked || !restartsAfter(restart, result)) return result
        yield* this.#enter('activating', 'auto-restart')
        yield* lookout.until(() => this.#stopAsked || this.#startAsked, (yield* now()) + restartMs)
        if (this.#stopAsked) return 'success'
        this.#startAsked = false
      }
    } catch (error) {
      if (!(error instanceof Fenced)) throw error
      this.#startAsked = false
      yield* this.#enter('deactivating', 'stop-sigkill')
      yield* processes.kill()
      return 'fenced'
    }
  }

  *#once(): Program<Result> {
    if (!this.#limit.admits(yield* now(), this.#service.startLimit)) return 'start-limit-hit'
    return yield* new ServiceStart(this.#unit).run()
  }

  get #service(): Service {
    return this.#unit.around.service().service
  }

  *#enter(active: SystemdState['active'], sub: string): Program<void> {
    if (this.active === active && this.sub === sub) return
    this.active = active
    this.sub = sub
    yield* this.#unit.around.changed()
  }
}
