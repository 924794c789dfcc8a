// What the world itself says in the history, as the source `world`. Some of it is known to have happened a little before it
// was heard; the source's own order is that of hearing.

import type { Fact } from '../../history/event.ts'
import type { Recorder } from '../../history/recorder.ts'

const NAME = 'world'

export class WorldSource {
  readonly #recorder: Recorder
  readonly #now: () => number
  #seq = 0
  #last = 0

  constructor(recorder: Recorder, now: () => number) {
    this.#recorder = recorder
    this.#now = now
  }

  /** @param at when it happened; never told as before what this source has said already, nor as in the future */
  record(fact: Fact, at = this.#now()): void {
    this.#last = Math.max(this.#last, Math.min(Math.round(at), this.#now()))
    const seq = ++this.#seq
    this.#recorder.add({ id: `${NAME}/${seq}`, at: this.#last, source: NAME, seq, ...fact })
  }
}
