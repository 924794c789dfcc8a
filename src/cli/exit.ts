// How a command ends. Exit codes classify: a script can tell a broken promise from a broken harness without reading.

import type { Judgement } from '../invariants/verdict.ts'

export const EXIT = {
  holds: 0,
  violated: 1,
  usage: 2,
  'harness-fault': 3,
  undecided: 4,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const exitOf = (verdict: Judgement['verdict']): ExitCode => EXIT[verdict]

/** What was typed, or a file that was named, cannot be used. The message is one line; nothing was started. */
export class UsageError extends Error {
  readonly code = 'USAGE'
}

/**
 * Errors that say in one line what this machine lacks for a trial: no bug, so no stack. By name, since the Docker world
 * that throws them is loaded only when it is asked for.
 */
const LACKING = new Set(['DockerUnavailable', 'ImageMissing', 'PlatformUnfit'])

/** The exit code of an error and what to print of it. */
export function explain(error: unknown): { readonly exit: ExitCode; readonly text: string } {
  if (error instanceof UsageError) return { exit: EXIT.usage, text: error.message }
  if (!(error instanceof Error)) return { exit: EXIT['harness-fault'], text: String(error) }
  return { exit: EXIT['harness-fault'], text: LACKING.has(error.name) ? error.message : (error.stack ?? error.message) }
}
