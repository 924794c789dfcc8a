// A target: a unit that runs nothing.

import type { Program } from '../../runtime/operation.ts'
import type { Surroundings, UnitRun } from './unit-run.ts'

export class TargetUnit implements UnitRun {
  active: 'active' | 'inactive' = 'inactive'
  readonly alive = false
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  get sub(): string {
    return this.atRest ? 'dead' : 'active'
  }

  get atRest(): boolean {
    return this.active === 'inactive'
  }

  *start(): Program<void> {
    if (this.atRest) yield* this.#enter('active')
  }

  *stop(): Program<void> {
    if (!this.atRest) yield* this.#enter('inactive')
  }

  *reconsider(): Program<void> {}
  *retire(): Program<void> {}
  *run(): Program<void> {}

  *#enter(active: 'active' | 'inactive'): Program<void> {
    this.active = active
    yield* this.#around.changed()
  }
}
