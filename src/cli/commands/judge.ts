// `seatrial judge HISTORY`: judges a stored history again, with this version's judge, without running anything.

import { judge } from '../../harness/judge.ts'
import type { History } from '../../history/codec.ts'
import type { RunResult } from '../../reporting/result.ts'
import type { Schedule } from '../../schedule/schedule.ts'
import { exitOf, type ExitCode } from '../exit.ts'
import { inRun, readHistory } from '../files.ts'
import { resultOf } from '../results.ts'
import { render } from '../show.ts'
import { print } from '../terminal.ts'

/** @param path a history, or a run's directory */
export async function judgeCommand(path: string, options: { readonly json?: boolean }): Promise<ExitCode> {
  const result = judged(path, await readHistory(await inRun(path, 'history.jsonl')))
  if (options.json === true) print(JSON.stringify(result.judgement, null, 2))
  else print(render(result, 'terminal').trimEnd())
  return exitOf(result.judgement.verdict)
}

/** The result of a history that was read from a file, judged anew. @param path what the file was called by */
export function judged(
  path: string,
  { events, header, schedule }: History & { readonly schedule: Schedule },
): RunResult {
  const recording = { events, endedAt: events.at(-1)?.at ?? 0, details: {} }
  return resultOf(
    { schedule, recording, judgement: judge(schedule, events) },
    { world: header.world, platform: header.platform, called: path, directory: path, startedAt: new Date(), wallMs: 0 },
  )
}
