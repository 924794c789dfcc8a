// Files that people name on the command line. What is wrong with one is said in one line: the file, the place, and what
// was expected.

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type History, HistoryInvalid, parseHistory, parsePartialHistory } from '../history/codec.ts'
import { parseResult, ResultInvalid } from '../reporting/result-codec.ts'
import type { RunResult } from '../reporting/result.ts'
import { parseSchedule, ScheduleInvalid } from '../schedule/codec.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { UsageError } from './exit.ts'

export const readSchedule = (file: string): Promise<Schedule> => readAs(file, parseSchedule)

/** A history with the schedule in its header read too. */
export const readHistory = async (file: string): Promise<WithSchedule> =>
  withSchedule(file, await readAs(file, parseHistory))

type WithSchedule = History & { readonly schedule: Schedule }

function withSchedule(file: string, history: History): WithSchedule {
  const schedule = parsed(`${file}, line 1, schedule`, () => parseSchedule(JSON.stringify(history.header.schedule)))
  return { ...history, schedule }
}

/** @param path a run's directory, or the `result.json` in one */
export async function readResult(path: string): Promise<RunResult> {
  return readAs(await inRun(path, 'result.json'), parseResult)
}

/** What a run that was killed left in its directory; undefined where it came to its end, or left nothing. */
export async function readKilled(path: string): Promise<WithSchedule | undefined> {
  const exists = (name: string) => stat(join(path, name)).then(Boolean, () => false)
  if ((await exists('result.json')) || !(await exists('history.jsonl'))) return undefined
  const file = join(path, 'history.jsonl')
  return withSchedule(file, await readAs(file, parsePartialHistory))
}

/** A run's directory stands for the file of this name in it. */
export async function inRun(path: string, name: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ? join(path, name) : path
}

async function readAs<T>(file: string, parse: (text: string) => T): Promise<T> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'is a directory' : code
    throw new UsageError(`${file}: ${why}`, { cause })
  })
  return parsed(file, () => parse(text))
}

function parsed<T>(place: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ScheduleInvalid || error instanceof HistoryInvalid || error instanceof ResultInvalid) {
      throw new UsageError(`${place}: ${error.message}`, { cause: error })
    }
    throw error
  }
}
