// The update server's decisions, so that a variant may make one of them in another way.

import { decide } from '../rollout/decision.ts'
import { checkedIn } from '../rollout/instance.ts'
import { registerEvent } from '../rollout/instance-event.ts'
import { rolloutAfter } from '../rollout/rollout.ts'

export interface ServerRules {
  /** What a machine that asks is answered. */
  readonly decide: typeof decide
  /** What a check makes of what is known of the machine. */
  readonly checkedIn: typeof checkedIn
  /** What a reported event makes of it. */
  readonly registerEvent: typeof registerEvent
  /** What a machine's success or failure does to the rollout. */
  readonly rolloutAfter: typeof rolloutAfter
}

export const SERVER_RULES: ServerRules = { decide, checkedIn, registerEvent, rolloutAfter }
