// What a planted bug is: a platform that is wrong on purpose in one place, and the invariant that must catch it. One file
// per bug, whose default export is the platform; `index.ts` lists them.

import type { Platform } from '../../src/machine/platform.ts'
import type { DrawnFleet, DrawnUpdates, Pace } from '../../src/schedule/arbitrary.ts'

export interface Planted {
  readonly platform: Platform
  /** The invariant that must catch it. */
  readonly caughtBy: string
  /** Where the bug was real. */
  readonly seenIn: string
  /** The times at which a hunt finds it, and within how many schedules, from any seed. */
  readonly pace: Pace
  /** Whether the machines of a drawn cluster update themselves. */
  readonly updates: DrawnUpdates
  /** Whether the workers of a drawn cluster run units; absent: never. */
  readonly fleet?: DrawnFleet
  readonly withinRuns: number
  /** How many steps its shrunk schedule has at most, from any seed. */
  readonly atMostSteps: number
  /**
   * Its smallest schedule breaks the same invariant in containers. False where it hangs on who is faster: containers take
   * their own time to boot, and nobody steers that.
   */
  readonly inDocker: boolean
}
