// Which records cannot be read, and why.

import type { Snapshot } from '../snapshot.ts'
import { RecordUnreadable } from './fields.ts'
import { OrderedView } from './ordered-view.ts'

export class Unreadables {
  readonly #why = new Map<string, string>()
  readonly #view = new OrderedView<string>((key) => this.#why.get(key))
  #listed: ReadonlyMap<string, string> = this.#view.current()
  #list: Snapshot['unreadable'] = []

  /** What `read` makes of the record at `key`; undefined, and it is noted, when it cannot be read. */
  attempt<T>(key: string, read: () => T): T | undefined {
    this.forget(key)
    try {
      return read()
    } catch (error) {
      if (!(error instanceof RecordUnreadable)) throw error
      this.#why.set(key, error.why)
      this.#view.touch(key)
      return undefined
    }
  }

  /** The record is gone. */
  forget(key: string): void {
    if (this.#why.delete(key)) this.#view.touch(key)
  }

  /** In the order of their keys; the same list as before unless it has changed. */
  current(): Snapshot['unreadable'] {
    const view = this.#view.current()
    if (view !== this.#listed) this.#list = [...view].map(([key, why]) => ({ key, why }))
    this.#listed = view
    return this.#list
  }
}
