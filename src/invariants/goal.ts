// What a goal is: something that should happen at least sometimes in a campaign. A hunt that never met it has not tried hard
// enough, and says so.

import type { Event } from '../history/event.ts'
import type { View } from './view.ts'

export interface Goal {
  readonly id: string
  readonly says: string
  /** The event at which it was met first. */
  readonly met: (view: View) => Event | undefined
}
