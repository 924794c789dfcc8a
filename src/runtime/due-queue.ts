// What falls due, ordered by (time, sequence): what was asked for first comes first among equals. That tie-break is part
// of a runner's contract, so both runners wait in this queue.
//
// A binary heap in parallel arrays: comparing two entries touches numbers only.

import type { Task } from './task.ts'

export type Callback = () => void
export type Due = Task<unknown> | Callback

export class DueQueue {
  #sequence = 0
  #size = 0
  readonly #at: number[] = []
  readonly #order: number[] = []
  readonly #what: Due[] = []
  readonly #epoch: number[] = []

  /** When the first entry falls due; Infinity when there is none. */
  get earliest(): number {
    return this.#size === 0 ? Infinity : (this.#at[0] as number)
  }

  /** The task or callback that falls due first, and its epoch. The queue must not be empty. */
  get first(): Due {
    return this.#what[0] as Due
  }

  get firstEpoch(): number {
    return this.#epoch[0] as number
  }

  push(at: number, what: Due, epoch: number): void {
    const order = this.#sequence++
    let hole = this.#size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if ((this.#at[parent] as number) <= at) break // an equal time was asked for earlier, so it stays above
      this.#move(parent, hole)
      hole = parent
    }
    this.#place(hole, at, order, what, epoch)
  }

  removeFirst(): void {
    const last = --this.#size
    const at = this.#at[last] as number
    const order = this.#order[last] as number
    const what = this.#what[last] as Due
    const epoch = this.#epoch[last] as number
    this.#what.length = last
    if (last === 0) return
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= last) break
      if (child + 1 < last && this.#before(child + 1, child)) child++
      const childAt = this.#at[child] as number
      if (at < childAt || (at === childAt && order < (this.#order[child] as number))) break
      this.#move(child, hole)
      hole = child
    }
    this.#place(hole, at, order, what, epoch)
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#at[a] as number) - (this.#at[b] as number)
    return difference < 0 || (difference === 0 && (this.#order[a] as number) < (this.#order[b] as number))
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number
    this.#order[to] = this.#order[from] as number
    this.#what[to] = this.#what[from] as Due
    this.#epoch[to] = this.#epoch[from] as number
  }

  #place(hole: number, at: number, order: number, what: Due, epoch: number): void {
    this.#at[hole] = at
    this.#order[hole] = order
    this.#what[hole] = what
    this.#epoch[hole] = epoch
  }
}
