// The frame of the samples that are not about locks: a run that passed, of other machines and with another history.

import type { Schedule } from '../schedule/schedule.ts'
import type { RunResult } from './result.ts'
import type { SampleHistory } from './sample-history.ts'
import { passingSample } from './sample-result.ts'

/** @param times those that its machines need beside the usual ones */
export function sampleRun(
  name: string,
  machines: Schedule['topology']['machines'],
  times: Partial<Schedule['tuning']>,
  history: SampleHistory,
  steps: Schedule['steps'] = [],
): RunResult {
  const base = passingSample()
  const tuning = { ...base.schedule.tuning, ...times }
  const events = history.sorted()
  return {
    ...base,
    id: `2026-04-01-${name}`,
    schedule: { ...base.schedule, name, topology: { machines }, tuning, steps },
    events,
    duration: { wallMs: 20, virtualMs: (events.at(-1)?.at ?? 0) + 1000 },
  }
}
