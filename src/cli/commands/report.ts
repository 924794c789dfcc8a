// `seatrial report RUN`: shows a stored run again, in any format; of one that was killed, what it had.

import { writeFile } from 'node:fs/promises'
import { formats } from '../../reporting/formats/index.ts'
import { EXIT, type ExitCode, UsageError } from '../exit.ts'
import { readKilled, readResult } from '../files.ts'
import { render } from '../show.ts'
import { judged } from './judge.ts'
import { print } from '../terminal.ts'

export interface ReportOptions {
  readonly format: string
  readonly out?: string
}

/** @param run a run's directory, or its `result.json` */
export async function reportCommand(run: string, { format, out }: ReportOptions): Promise<ExitCode> {
  const ids = formats.map(({ id }) => id)
  if (!ids.includes(format)) throw new UsageError(`there is no format "${format}", expected one of ${ids.join(', ')}`)
  const killed = await readKilled(run)
  const text = render(killed ? judged(run, killed) : await readResult(run), format)
  if (out === undefined) print(text.trimEnd())
  else await writeFile(out, text)
  return EXIT.holds
}
