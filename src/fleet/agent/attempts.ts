// When something that did not work may be tried again: what failed, after a while; what was refused because of what stands
// in the registry, also as soon as something else stands there.

import type { Snapshot } from '../snapshot.ts'

interface Setback {
  readonly until: number
  /** What was known when it was refused; undefined: it failed, which no snapshot mends. */
  readonly refusedOn: Snapshot | undefined
}

export class Attempts {
  readonly #setbacks = new Map<string, Setback>()

  /** Whether it may be tried. `at`: milliseconds since the run began. */
  may(what: string, at: number, snapshot?: Snapshot): boolean {
    const setback = this.#setbacks.get(what)
    if (setback === undefined) return true
    return at >= setback.until || (setback.refusedOn !== undefined && setback.refusedOn !== snapshot)
  }

  failed(what: string, until: number): void {
    this.#setbacks.set(what, { until, refusedOn: undefined })
  }

  refused(what: string, until: number, on: Snapshot): void {
    this.#setbacks.set(what, { until, refusedOn: on })
  }

  succeeded(what: string): void {
    this.#setbacks.delete(what)
  }

  /** Forgets what may be tried anyway. */
  prune(at: number): void {
    for (const [what, { until }] of this.#setbacks) if (at >= until) this.#setbacks.delete(what)
  }
}
