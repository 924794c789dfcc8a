// What a report format is: a pure function of the result. It opens no file and asks no terminal.

import type { RunResult } from '../result.ts'

export interface FormatOptions {
  /** Whether the text may carry colours; the caller knows where it goes. */
  readonly colour: boolean
}

export interface Format {
  readonly id: string
  /** Of a file that holds it, without the dot. */
  readonly extension: string
  readonly render: (result: RunResult, options: FormatOptions) => string
}
