// The registry of goals.

import type { Goal } from './goal.ts'
import { fleetGoals } from './goals-fleet.ts'
import { lockGoals } from './goals-locks.ts'
import { updateGoals } from './goals-updates.ts'

export type { Goal }

export const goals: readonly Goal[] = [...lockGoals, ...updateGoals, ...fleetGoals]
