// What fleetctl works with: the way to a fleet's API, the files of whoever types, and where its words go. The verbs are
// in verbs.ts: start there.

import type { ApiClient } from '../api/client.ts'

/** Exit codes of fleetctl. `inactive` is `systemctl status`'s for a unit that does not run. */
export const CTL_EXIT = { ok: 0, failed: 1, invalid: 2, inactive: 3 } as const

export type CtlExit = (typeof CTL_EXIT)[keyof typeof CTL_EXIT]

/** `absent`: there is none, or it is a directory. */
export type LocalFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string }

export interface Desk {
  readonly api: ApiClient
  readFile(path: string): LocalFile
  /** A line of the result, without its newline. It may hold names that a server sent: whoever shows it cleans it. */
  out(line: string): void
  /** A line about how it goes. */
  err(line: string): void
  /** A text as it is stored, with its own newlines. */
  verbatim(text: string): void
}

/** A verb cannot do what it was asked. The message is one line for the operator; the exit code is 1. */
export class CtlFailed extends Error {
  readonly code: string = 'CTL_FAILED'
}
