// A run's directory: everything that a run leaves behind, under `reports/runs/<id>` unless told otherwise.

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { formatHistory, formatLine, type HistoryHeader } from '../history/codec.ts'
import type { Event } from '../history/event.ts'
import { formats } from '../reporting/formats/index.ts'
import type { RunResult } from '../reporting/result.ts'
import { formatSchedule } from '../schedule/codec.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { UsageError } from './exit.ts'

export const RUNS = join('reports', 'runs')

/** The names of the files in a run's directory. */
const NAMES: Readonly<Record<string, string>> = {
  terminal: 'summary.txt',
  json: 'result.json',
  junit: 'junit.xml',
  markdown: 'report.md',
  html: 'report.html',
}

export interface Written {
  readonly directory: string
  readonly schedule: string
  readonly report: string
}

/** A run's directory while the run goes on: it has the schedule, and the history as far as it has come. */
export class OpenRun implements Disposable {
  readonly #history: number

  /** @throws UsageError when nothing can be written there */
  constructor(directory: string, header: HistoryHeader & { readonly schedule: Schedule }) {
    try {
      mkdirSync(directory, { recursive: true })
      writeFileSync(join(directory, 'schedule.json'), formatSchedule(header.schedule))
      this.#history = openSync(join(directory, 'history.jsonl'), 'w')
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new UsageError(`${directory}: cannot be written (${why})`, { cause })
    }
    writeSync(this.#history, formatLine(header))
  }

  add(event: Event): void {
    writeSync(this.#history, formatLine(event))
  }

  [Symbol.dispose](): void {
    closeSync(this.#history)
  }
}

/** Writes the run's files and returns where the ones that people open are, as paths relative to the working directory. */
export async function writeRun(result: RunResult, directory = join(RUNS, result.id)): Promise<Written> {
  await mkdir(directory, { recursive: true })
  const { events, schedule, world, platform } = result
  const header = { seatrial: 'history', version: 1, world, platform, schedule } as const
  const texts: readonly (readonly [string, string])[] = [
    ['schedule.json', formatSchedule(schedule)],
    ['history.jsonl', formatHistory({ header, events })],
    ...formats.map(
      (format) => [NAMES[format.id] ?? `report.${format.extension}`, format.render(result, { colour: false })] as const,
    ),
  ]
  await Promise.all(texts.map(([name, text]) => writeFile(join(directory, name), text)))
  const at = (name: string) => relative('.', join(directory, name))
  return { directory: relative('.', directory), schedule: at('schedule.json'), report: at('report.html') }
}
