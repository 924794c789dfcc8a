// One thing after the other. What is asked of a machine while another request is being carried out waits its turn.

export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs the work when everything that was asked for before has ended, well or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }
}
