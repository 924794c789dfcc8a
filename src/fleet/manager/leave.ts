// Which units have leave to run until when. A unit that was named once runs only until the last time that was given for it,
// also when later it is not named any more: a lease that ended says so by no longer being renewed. Units that were never
// named run for as long as they like.

import type { UnitName } from '../unit.ts'

export class Leave {
  readonly #until = new Map<UnitName, number>()
  #named: ReadonlySet<UnitName> = new Set()

  /** In milliseconds since the run began; Infinity: without end. */
  until(name: UnitName): number {
    return this.#until.get(name) ?? Infinity
  }

  /**
   * Gives leave to these units; returns those that had it for longer, in the order of their names.
   * @param isThere whether a unit's file lies on the machine
   */
  give(units: ReadonlySet<UnitName>, until: number, isThere: (name: UnitName) => boolean): readonly UnitName[] {
    const names = [...units].toSorted()
    const shortened = names.filter((name) => until < this.until(name))
    this.#named = new Set(names)
    for (const name of this.#until.keys()) if (!isThere(name)) this.forget(name)
    for (const name of names) this.#until.set(name, until)
    return shortened
  }

  /** The unit is gone; one of its name may come that needs no leave. Not if it has been given since. */
  forget(name: UnitName): void {
    if (!this.#named.has(name)) this.#until.delete(name)
  }
}
