// `seatrial replay PATH`: runs what was run before, from a file alone, and says whether the same came of it. In the
// simulation the same means the same history, to the byte.

import { stat } from 'node:fs/promises'
import { violatedBy } from '../../harness/judge.ts'
import type { RunResult } from '../../reporting/result.ts'
import type { ExitCode } from '../exit.ts'
import { inRun, readResult, readSchedule } from '../files.ts'
import { writeRun } from '../run-directory.ts'
import { show } from '../show.ts'
import { paint, print } from '../terminal.ts'
import { runCommand, runSchedule, type RunOptions } from './run.ts'

export type ReplayOptions = Partial<RunOptions>

/** @param path a run's directory, its `result.json`, or a schedule */
export async function replayCommand(path: string, options: ReplayOptions): Promise<ExitCode> {
  const before = await resultAt(path)
  if (!before) return runCommand(path, { world: 'sim', ...options })
  const world = options.world ?? before.world
  const result = await runSchedule(before.schedule, before.id, { ...options, world })
  const code = show(result, await writeRun(result, options.out), options.json === true)
  if (options.json !== true) print(compare(before, result))
  return code
}

async function resultAt(path: string): Promise<RunResult | undefined> {
  const file = await inRun(path, 'result.json')
  const isRun = file !== path || /result[^/\\]*\.json$/.test(path)
  if (isRun) return readResult(file)
  if (!(await stat(path).catch(() => undefined))) await readSchedule(path) // says that there is no such file
  return undefined
}

function compare(before: RunResult, now: RunResult): string {
  const was = `${before.judgement.verdict} ${violatedBy(before.judgement).join(', ')}`.trim()
  const is = `${now.judgement.verdict} ${violatedBy(now.judgement).join(', ')}`.trim()
  const same = was === is
  const verdict = same ? `the same verdict as before (${is})` : `another verdict: was ${was}, is ${is}`
  if (before.world !== 'sim' || now.world !== 'sim') return `${paint.dim('replay')}   ${verdict}`
  const bytes = JSON.stringify(before.events) === JSON.stringify(now.events)
  return `${paint.dim('replay')}   ${verdict}, ${bytes ? 'the same history to the byte' : 'another history'}`
}
