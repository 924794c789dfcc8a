// The update server's decision: a machine of a thousand asks, and is granted, denied, and completed in turn.

import type { Bench } from 'tinybench'
import { Fleet, MINUTE } from '../src/updates/rollout/decision-fixture.ts'
import { type Row, row } from './row.ts'

const MACHINES = 1_000

export async function* rolloutRows(bench: Bench): AsyncGenerator<Row> {
  const fleet = new Fleet({ safeMode: false, maxUpdatesPerPeriod: 50, periodMs: MINUTE }, '2.0.0')
  const names = Array.from({ length: MACHINES }, (_, index) => `m${index}`)
  for (const name of names) fleet.check(name, '1.0.0')
  let asked = 0
  // A check-in as a server does it, with the counts kept: the machine is registered, decided about, and counted.
  bench.add('decision', () => {
    asked++
    if (asked % 100 === 0) fleet.now += MINUTE
    fleet.check(names[asked % MACHINES] as string, '1.0.0')
  })
  await bench.run()
  const ms = bench.tasks[0]?.result
  if (ms?.state !== 'completed') throw new Error('the bench of the decision did not run')
  yield row('rollout decision, group of 1,000, counts kept', ms.latency.p50 * 1_000, 'µs', { atMost: 10 })
}
