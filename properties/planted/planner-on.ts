// An engine that decides on the units as it sees them, which need not be as they are: for bugs of placement.

import { fleetEngine } from '../../src/fleet/engine/engine.ts'
import { ENGINE_RULES } from '../../src/fleet/engine/rules.ts'
import type { FleetPieces } from '../../src/fleet/fleetd.ts'
import { Planner } from '../../src/fleet/placement/planner.ts'
import type { Decision } from '../../src/fleet/placement/decision.ts'
import type { Job, Snapshot } from '../../src/fleet/snapshot.ts'

/** How one unit looks among all. */
export type Seen = (job: Job, jobs: Snapshot['jobs']) => Job

/** The engine takes each unit for what `seen` makes of it. */
export const engineSeeing = (seen: Seen): FleetPieces['engine'] =>
  engineDeciding((planner, { jobs, ...rest }) =>
    planner.decide({ ...rest, jobs: new Map([...jobs].map(([name, job]) => [name, seen(job, jobs)])) }),
  )

/** The engine decides in another way, with the help of a planner that is right. */
export const engineDeciding =
  (decide: (planner: Planner, snapshot: Snapshot) => Decision): FleetPieces['engine'] =>
  (parts) => {
    const planner = new Planner()
    let last: { readonly snapshot: Snapshot; readonly decision: Decision } | undefined
    return fleetEngine(parts, {
      ...ENGINE_RULES,
      planner: () => ({
        decide(snapshot) {
          if (last?.snapshot !== snapshot) last = { snapshot, decision: decide(planner, snapshot) }
          return last.decision
        },
      }),
    })
  }
