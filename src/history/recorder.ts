// The recorder stamps facts into events, keeps them in order, and tells whoever listens.

import type { Event, Fact } from './event.ts'

export type Listener = (event: Event) => void

/** One writer into the history: a boot of a machine, the store, the conductor. */
export interface Source {
  record(fact: Fact): void
}

export class Recorder {
  readonly events: Event[] = []
  readonly #now: () => number
  /** Replaced, never changed: who begins to listen while an event is being told hears of the next one first. */
  #listeners: readonly Listener[] = []

  /** @param now the run's clock, in milliseconds since it began */
  constructor(now: () => number) {
    this.#now = now
  }

  /** A new source. Its name must be new to this recorder: sequence numbers begin at 1. */
  source(name: string): Source {
    let seq = 0
    return {
      record: (fact) => {
        seq++
        this.add({ id: `${name}/${seq}`, at: this.#now(), source: name, seq, ...fact })
      },
    }
  }

  /** Takes an event that was stamped elsewhere: a machine in a container stamps its own. */
  add(event: Event): void {
    this.events.push(event)
    for (const listener of this.#listeners) listener(event)
  }

  /** Calls back for each event from now on; returns what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }
}
