// Waiting for units: a look every 250 ms, in windows of 2 s (fleetctl/fleetctl.go). `--block-attempts` counts windows, 0
// is as many as it takes. Differs from fleetctl: whoever waits is told at the end of every window what is waited for, so
// that a unit that can be placed nowhere does not wait in silence (coreos/fleet #1348).

import { now, type Program, sleep } from '../../runtime/operation.ts'
import type { UnitName } from '../unit.ts'
import { CTL_EXIT, type CtlExit, type Desk } from './desk.ts'
import { ApiUnanswered } from './remote.ts'

const POLL_MS = 250
export const WINDOW_MS = 2_000

/** `never`: waiting is of no use. */
export type Look =
  | { readonly kind: 'reached'; readonly line: string }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'never'; readonly why: string }

export const WAITING: Look = { kind: 'waiting' }

/** What a unit is waited for. */
export interface Goal {
  readonly unit: UnitName
  /** Ends the sentence "timed out waiting for unit X to …". */
  readonly to: string
  look(): Program<Look>
  /** Why it is not there yet: it follows the unit's name. */
  why(): Program<string>
}

/**
 * Waits until every goal is reached; prints each as it is. A request that is not answered is tried again.
 * @param attempts so many windows; 0 or less: until it is so
 */
export function* waitFor(desk: Desk, goals: readonly Goal[], attempts: number): Program<CtlExit> {
  let exit: CtlExit = CTL_EXIT.ok
  let left = goals
  for (let window = 1; ; window++) {
    const began = yield* now()
    do {
      const still: Goal[] = []
      for (const goal of left) {
        const seen = yield* forgiving(goal.look(), () => WAITING)
        if (seen.kind === 'reached') desk.out(seen.line)
        if (seen.kind === 'waiting') still.push(goal)
        if (seen.kind !== 'never') continue
        desk.err(seen.why)
        exit = CTL_EXIT.failed
      }
      left = still
      if (left.length === 0) return exit
      yield* sleep(POLL_MS)
    } while ((yield* now()) - began < WINDOW_MS)
    for (const goal of left) {
      desk.err(
        `Unit ${goal.unit} ${yield* forgiving(goal.why(), ({ message }) => `is not known to be there: ${message}`)}`,
      )
    }
    if (window !== attempts) continue
    for (const { unit, to } of left) desk.err(`timed out waiting for unit ${unit} to ${to}`)
    return CTL_EXIT.failed
  }
}

function* forgiving<T>(program: Program<T>, unanswered: (error: ApiUnanswered) => T): Program<T> {
  try {
    return yield* program
  } catch (error) {
    if (error instanceof ApiUnanswered) return unanswered(error)
    throw error
  }
}
