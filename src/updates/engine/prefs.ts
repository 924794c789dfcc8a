// What an update engine must not forget: the file `engine` of its machine. update_engine keeps each of these in a file of its
// own under /var/lib/update_engine/prefs, and the mark of an installed update in a file system that a reboot empties; one
// file is whole or not, and what it says of an update is never half of it.

import type { SlotName } from '../../history/event.ts'
import type { Offer } from '../omaha/accept.ts'
import type { RequestEvent } from '../omaha/messages.ts'
import type { PayloadState } from './payload-backoff.ts'

/** An update that is in its slot, from before the boot flags are set until the machine runs it or fell back from it. */
export interface InstalledUpdate {
  readonly version: string
  readonly slot: SlotName
  /** Base64 SHA-256 of the archive in the slot: what tells that the slot still holds this update. */
  readonly payload: string | null
  /** What the machine ran when it installed it. */
  readonly from: string
  /** The boot in which it was installed. */
  readonly boot: number
}

export interface EnginePrefs {
  readonly installed: InstalledUpdate | null
  /** The releases that the machine fell back from, oldest first. */
  readonly failed: readonly string[]
  /** The update that was begun: what an engine that starts anew may go on with. */
  readonly underWay: Offer | null
  readonly payload: PayloadState | null
  /** What the server must still be told, oldest first. */
  readonly reports: readonly RequestEvent[]
}

export const NO_PREFS: EnginePrefs = { installed: null, failed: [], underWay: null, payload: null, reports: [] }

/** Of more, the oldest are forgotten: by then the server has long offered something newer. */
const FAILED_MAX = 100
/** A machine that the server never hears has one report for each update that it tried, or two. */
const REPORTS_MAX = 20

/** The list with one more release that the machine fell back from. */
export const withFailed = (failed: readonly string[], version: string): readonly string[] =>
  [...failed.filter((each) => each !== version), version].slice(-FAILED_MAX)

/** The list with more reports behind it. What an earlier engine had to say already is said once. */
export const withReports = (
  reports: readonly RequestEvent[],
  events: readonly RequestEvent[],
): readonly RequestEvent[] =>
  [...reports.filter((each) => !events.some((event) => isSame(each, event))), ...events].slice(-REPORTS_MAX)

const isSame = (a: RequestEvent, b: RequestEvent): boolean =>
  a.type === b.type &&
  a.result === b.result &&
  a.errorCode === b.errorCode &&
  a.previousVersion === b.previousVersion &&
  a.nextVersion === b.nextVersion
