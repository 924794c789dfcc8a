// `seatrial judge HISTORY`: judges a stored history again, with this version's judge, without running anything.

import { judge } from '../../harness/judge.ts'
import type { ExitCode } from '../exit.ts'
import { inRun, readHistory } from '../files.ts'
import { exitOf } from '../exit.ts'
import { resultOf } from '../results.ts'
import { render } from '../show.ts'
import { print } from '../terminal.ts'

/** @param path a history, or a run's directory */
export async function judgeCommand(path: string, options: { readonly json?: boolean }): Promise<ExitCode> {
  const file = await inRun(path, 'history.jsonl')
  const { events, header, schedule } = await readHistory(file)
  const judgement = judge(schedule, events)
  if (options.json === true) {
    print(JSON.stringify(judgement, null, 2))
    return exitOf(judgement.verdict)
  }
  const recording = { events, endedAt: events.at(-1)?.at ?? 0, details: {} }
  const result = resultOf(
    { schedule, recording, judgement },
    { world: header.world, platform: header.platform, called: file, directory: path, startedAt: new Date(), wallMs: 0 },
  )
  print(render(result, 'terminal').trimEnd())
  return exitOf(judgement.verdict)
}
