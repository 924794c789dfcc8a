// What a command that ran something prints at its end: the summary, or with --json the result itself.

import { formats } from '../reporting/formats/index.ts'
import type { RunResult } from '../reporting/result.ts'
import { exitOf, type ExitCode } from './exit.ts'
import type { Written } from './run-directory.ts'
import { colour, paint, print } from './terminal.ts'

export function render(result: RunResult, format: string): string {
  const found = formats.find(({ id }) => id === format)
  if (!found) throw new Error(`there is no format "${format}"`)
  return found.render(result, { colour: colour && format === 'terminal' })
}

/** Prints a run and where its files are; returns the exit code of its verdict. */
export function show(result: RunResult, written: Written, json: boolean): ExitCode {
  if (json) {
    print(render(result, 'json').trimEnd())
  } else {
    print(render(result, 'terminal').trimEnd())
    print(`${paint.dim('report')}   ${written.report}`)
  }
  return exitOf(result.judgement.verdict)
}
