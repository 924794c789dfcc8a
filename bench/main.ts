// `npm run bench`: how fast the simulation and the containers are on this machine, as medians. Never a test: figures
// belong to a machine. Docker is measured where an engine answers.

import { Bench } from 'tinybench'
import { simRows } from './sim.ts'
import { dockerRows } from './docker.ts'
import { fleetIdleRows } from './fleet-idle.ts'
import { fleetRows } from './fleet-rollout.ts'
import { fleetSearchRows } from './fleet-search.ts'
import { placementRows } from './placement.ts'
import { rolloutRows } from './rollout.ts'
import type { Row } from './row.ts'

const rows: Row[] = []
for (const measure of [simRows, rolloutRows, placementRows, fleetRows, fleetSearchRows, fleetIdleRows, dockerRows]) {
  for await (const row of measure(new Bench({ time: 2_000, warmupTime: 500 }))) {
    rows.push(row)
    console.log(`${row.what.padEnd(66)} ${row.median.padStart(16)}   ${row.reach}`)
  }
}
