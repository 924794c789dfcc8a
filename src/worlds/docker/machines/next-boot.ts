// A boot that is announced, and falls due unless something made it void before.

import type { ServiceOptions } from './service.ts'

export class NextBoot {
  readonly #afterMs: number
  readonly #inTurn: ServiceOptions['inTurn']
  #timer: NodeJS.Timeout | undefined
  /** Counts what made an announced boot void: one whose number has passed does not happen. */
  #voided = 0

  constructor(afterMs: number, inTurn: ServiceOptions['inTurn']) {
    this.#afterMs = afterMs
    this.#inTurn = inTurn
  }

  /** It falls due in the machine's turn. */
  announce(fallsDue: () => Promise<void>): void {
    const voided = this.#voided
    const unlessVoid = async (): Promise<void> => {
      if (this.#voided === voided) await fallsDue()
    }
    this.#timer = setTimeout(() => this.#inTurn('boot', unlessVoid), this.#afterMs)
  }

  drop(): void {
    this.#voided++
    clearTimeout(this.#timer)
  }
}
