// Whether a service that has ended is started again, and how often in a row it may be started.
//
// Source: systemd.service(5), the table at "Restart="; systemd.unit(5), "StartLimitIntervalSec="; src/basic/ratelimit.c.

import type { Result } from './result.ts'
import type { Service } from './service.ts'

export const RESTART_POLICIES = ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-abort', 'always'] as const
export type RestartPolicy = (typeof RESTART_POLICIES)[number]

/** Whether it is started again by itself. A stop that was asked for is none of these cases. */
export function restartsAfter(policy: RestartPolicy, result: Result): boolean {
  if (result === 'start-limit-hit' || result === 'fenced') return false
  switch (policy) {
    case 'no':
      return false
    case 'always':
      return true
    case 'on-success':
      return result === 'success'
    case 'on-failure':
      return result !== 'success'
    case 'on-abnormal':
      return result === 'signal' || result === 'timeout'
    case 'on-abort':
      return result === 'signal'
  }
}

/** Counts the starts of one unit. */
export class StartLimit {
  #since = -Infinity
  #starts = 0

  /** Counts a start; false: it is one too many. A window begins with the first start after the last window. */
  admits(now: number, { intervalMs, burst }: Service['startLimit']): boolean {
    if (intervalMs === 0 || burst === 0) return true
    if (now - this.#since >= intervalMs) {
      this.#since = now
      this.#starts = 0
    }
    this.#starts++
    return this.#starts <= burst
  }
}
