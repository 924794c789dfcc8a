// A release goes out to a thousand simulated machines, fifty at a time, from its publication to the last good boot, and
// the history is judged by every invariant.

import { runTrialNow } from '../src/harness/trial.ts'
import { violatedBy } from '../src/harness/judge.ts'
import { reference } from '../src/machine/reference.ts'
import type { MachineSpec } from '../src/machine/topology.ts'
import { REALISTIC_UPDATES } from '../src/machine/tuning.ts'
import type { Schedule } from '../src/schedule/schedule.ts'
import { simWorld } from '../src/worlds/sim/sim-world.ts'
import { type Row, row } from './row.ts'

const MACHINES = Number(process.env.N ?? 1000)
const AT_ONCE = 50
const A_MINUTE = 60_000
const AN_HOUR = 60 * A_MINUTE

const machines: readonly MachineSpec[] = Array.from({ length: MACHINES }, (_, index) => ({
  id: `m${index}`,
  roles: index < 3 ? (['etcd'] as const) : (['worker'] as const),
  group: index < 3 ? 'etcd' : 'app',
  strategy: 'etcd-lock' as const,
  channel: 'alpha',
}))

const schedule: Schedule = {
  seatrial: 'schedule',
  version: 1,
  seed: 1,
  topology: { machines },
  tuning: { ...REALISTIC_UPDATES, stormMs: 24 * AN_HOUR, settleMs: 24 * AN_HOUR, reconcileMs: 10 * A_MINUTE },
  steps: [
    { when: { at: 0 }, do: 'set-max', group: 'app', max: AT_ONCE },
    {
      when: { at: 0 },
      do: 'set-policy',
      track: 'alpha',
      policy: { maxUpdatesPerPeriod: AT_ONCE, periodMs: A_MINUTE, updateTimeoutMs: AN_HOUR },
    },
    { when: { at: 500 }, do: 'publish', version: '1.1.0', channel: 'alpha' },
  ],
}

const RUNS = Number(process.env.RUNS ?? 3)

export function* fleetRows(): Generator<Row> {
  const seconds: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now()
    const { recording, judgement } = runTrialNow(simWorld, schedule, reference)
    seconds.push((performance.now() - started) / 1_000)
    const updated = new Set(
      recording.events.flatMap((event) =>
        event.kind === 'boot.slot' && event.version === '1.1.0' ? [event.machine] : [],
      ),
    )
    if (updated.size !== MACHINES || judgement.verdict !== 'holds') {
      throw new Error(`${updated.size} machines were updated: ${judgement.verdict} ${violatedBy(judgement).join(', ')}`)
    }
  }
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] as number
  yield row(`rollout to ${MACHINES} machines, ${AT_ONCE} at once, judged`, median, 's', { atMost: 2 })
}
