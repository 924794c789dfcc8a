// How a machine goes about downloading a payload that does not come: from which URL, and when again (update_engine,
// payload_state.cc). A URL is left after a payload from it was bad, or after so many failures in a row; coming round to the
// first one again is a new attempt, and each attempt doubles the days to wait. A value; `payload-backoff-codec.ts` writes
// it down.

import { blameOf } from './payload-backoff-blame.ts'

/** What of the server's response decides about downloading. */
export interface PayloadOffer {
  readonly urls: readonly string[]
  /** In bytes. */
  readonly size: number
  /** Base64. */
  readonly sha256: string
  readonly isDelta: boolean
  readonly maxFailureCountPerUrl: number
  readonly disablePayloadBackoff: boolean
}

export interface PayloadState {
  /** The response that the rest is about, as text. */
  readonly signature: string
  /** How many times the payload was downloaded whole, or all URLs were gone through. */
  readonly attempt: number
  /** Which of the response's URLs is next. */
  readonly urlIndex: number
  /** Failures of that URL in a row. */
  readonly urlFailures: number
  /** No download up to this time, in milliseconds of the machine's clock; 0: none was set. */
  readonly backoffUntil: number
}

export interface BackoffMoment {
  /** The machine's clock, in milliseconds. */
  readonly at: number
  /** An integer from 0 to `backoffFuzzMs(dayMs)`, both included. */
  readonly draw: number
  /** The unit of the wait: `DAY_MS`, or less in a run with short times. */
  readonly dayMs: number
}

export const DAY_MS = 86_400_000

/** `MaxFailureCountPerUrl` of a response that does not say. */
export const MAX_FAILURES_PER_URL = 10

const MAX_BACKOFF_DAYS = 16

/** The width of the spread around a wait: 12 hours of a day of 24. */
export const backoffFuzzMs = (dayMs: number): number => Math.floor(dayMs / 2)

/** The state for this response: the same one when it is about it, else a fresh one. */
export function payloadStateFor(offer: PayloadOffer, state?: PayloadState): PayloadState {
  const signature = signatureOf(offer)
  // An index past the last URL is a damaged file, unless there is no URL at all.
  const usable = state !== undefined && state.signature === signature && state.urlIndex < Math.max(1, offer.urls.length)
  return usable ? state : { signature, attempt: 0, urlIndex: 0, urlFailures: 0, backoffUntil: 0 }
}

/** Bytes came: the URL works, and its failures are forgotten. */
export const bytesReceived = (state: PayloadState, count: number): PayloadState =>
  count > 0 ? { ...state, urlFailures: 0 } : state

/** The whole payload came: the next download of it, should installing fail, is a new attempt. */
export const downloadComplete = (state: PayloadState, offer: PayloadOffer, moment: BackoffMoment): PayloadState =>
  nextAttempt(state, offer, moment)

/** The update failed with this error code of update_engine, flags and HTTP codes (2000 + status) included. */
export function updateFailed(
  state: PayloadState,
  offer: PayloadOffer,
  code: number,
  moment: BackoffMoment,
): PayloadState {
  if (offer.urls.length === 0) return state
  switch (blameOf(code)) {
    case 'none':
      return state
    case 'payload':
      return nextUrl(state, offer, moment)
    case 'transfer': {
      const urlFailures = state.urlFailures + 1
      return urlFailures < offer.maxFailureCountPerUrl ? { ...state, urlFailures } : nextUrl(state, offer, moment)
    }
  }
}

/** Whether the payload may be downloaded at `at`. A wait longer than any could be is a wrong clock's, and not kept. */
export const mayDownload = ({ backoffUntil }: PayloadState, at: number, dayMs: number): boolean =>
  at > backoffUntil || backoffUntil - at > MAX_BACKOFF_DAYS * dayMs + backoffFuzzMs(dayMs)

function nextUrl(state: PayloadState, offer: PayloadOffer, moment: BackoffMoment): PayloadState {
  const urlIndex = state.urlIndex + 1
  if (urlIndex < offer.urls.length) return { ...state, urlIndex, urlFailures: 0 }
  return nextAttempt({ ...state, urlIndex: 0, urlFailures: 0 }, offer, moment)
}

/** A delta has no attempts: the full payload, which comes next, is more likely to work and should come soon. */
function nextAttempt(state: PayloadState, offer: PayloadOffer, { at, draw, dayMs }: BackoffMoment): PayloadState {
  if (offer.isDelta) return state
  const attempt = state.attempt + 1
  if (offer.disablePayloadBackoff) return { ...state, attempt }
  const waitMs = Math.min(2 ** (attempt - 1), MAX_BACKOFF_DAYS) * dayMs
  return { ...state, attempt, backoffUntil: at + waitMs - Math.floor(backoffFuzzMs(dayMs) / 2) + draw }
}

/** Every field counts: a response that differs in any is another one. JSON, so that no URL can be taken for two. */
const signatureOf = (offer: PayloadOffer): string =>
  JSON.stringify([
    ...[offer.urls, offer.size, offer.sha256, offer.isDelta],
    ...[offer.maxFailureCountPerUrl, offer.disablePayloadBackoff],
  ])
