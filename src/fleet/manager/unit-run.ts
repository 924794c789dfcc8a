// What the manager sees of a unit that it runs, whatever type it is of.

import type { Program } from '../../runtime/operation.ts'
import type { Service } from './service.ts'
import type { SystemdState } from './manager.ts'

/** What a unit that runs is told, and tells. */
export interface Surroundings {
  /** The definition that counts now, with the hash of its file. */
  readonly service: () => { readonly hash: string; readonly service: Service }
  /** It may run until then, in milliseconds since the run began; perhaps Infinity. */
  readonly allowedUntil: () => number
  /** Its state has changed. */
  readonly changed: () => Program<void>
  /** It has come to rest: nothing of it is alive, and nothing starts it but an order. */
  readonly rested: () => Program<void>
}

export interface UnitRun {
  readonly active: SystemdState['active']
  readonly sub: string
  readonly alive: boolean
  readonly atRest: boolean
  /** Orders, which are noted at once. While it stops, a start waits for the end of that. */
  readonly start: () => Program<void>
  readonly stop: () => Program<void>
  /** How long it may run has become shorter. */
  readonly reconsider: () => Program<void>
  /** It is at rest, and is never started again: its program ends. */
  readonly retire: () => Program<void>
  readonly run: () => Program<void>
}
