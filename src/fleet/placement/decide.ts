// What the engine is to do about a snapshot. Start here for the engine's side of placement.

import type { Snapshot } from '../snapshot.ts'
import type { Decision } from './decision.ts'
import { Planner } from './planner.ts'

/**
 * What to unschedule and to schedule; nothing, if nothing is to be done. Once it is done, it decides nothing more.
 *
 * MachineOf in a circle is never scheduled, as in fleet: no member can be placed before another one is, for each is
 * scheduled by a write of its own, and an agent that saw half of them would have to leave them out again. `whyNot`
 * names the circle.
 */
export const decide = (snapshot: Snapshot): Decision => new Planner().decide(snapshot)
