// The payload of an offer: whether it may be downloaded now, and how that is done.

import { type Program, random, sleep, wallClock } from '../../runtime/operation.ts'
import type { Offer } from '../omaha/accept.ts'
import { ERROR_CODE } from '../omaha/codes.ts'
import { type Failure, failure } from './failure.ts'
import {
  backoffFuzzMs,
  type BackoffMoment,
  bytesReceived,
  downloadComplete,
  MAX_FAILURES_PER_URL,
  mayDownload,
  type PayloadOffer,
  type PayloadState,
  payloadStateFor,
  updateFailed,
} from './payload-backoff.ts'
import { fetchPayload, measurePayload } from './ports.ts'
import type { EngineRun } from './run.ts'

/** How often a transfer that broke off is taken up again before the update fails: that of update_engine's HTTP fetcher. */
const MOST_FETCHES = 20

export const DISK_FULL = "the update engine's file cannot be written"

const offerOf = ({ urls, size, sha256, isDelta, disableBackoff, maxFailureCountPerUrl }: Offer): PayloadOffer => ({
  ...{ urls, size, sha256, isDelta },
  maxFailureCountPerUrl: maxFailureCountPerUrl ?? MAX_FAILURES_PER_URL,
  disablePayloadBackoff: disableBackoff,
})

export interface PayloadStand {
  /** About this payload; a fresh one where the engine's file is about another. */
  readonly state: PayloadState
  readonly isFresh: boolean
  /** How many bytes of it are on the disk. */
  readonly received: number
  /** It may not be downloaded yet. What is here whole needs no download. */
  readonly waits: boolean
}

export function* payloadStand({ config, memory }: EngineRun, offer: Offer): Program<PayloadStand> {
  const before = memory.prefs.payload ?? undefined
  const state = payloadStateFor(offerOf(offer), before)
  if (state !== before) return { state, isFresh: true, received: 0, waits: false }
  const received = (yield* measurePayload(offer.sha256, offer.signature))?.size ?? 0
  const at = config.startsAt + (yield* wallClock())
  const waits = received < offer.size && !mayDownload(state, at, config.payloadBackoffMs)
  return { state, isFresh: false, received, waits }
}

/** Downloads what is still to come. Each step is on the disk before the next: neither a crash nor a power cut forgets it. */
export function* download(run: EngineRun, offer: Offer, stand: PayloadStand): Program<Failure | undefined> {
  const { config, memory, status } = run
  let { state, received } = stand
  if (received >= offer.size) return undefined
  for (let fetches = 1; ; fetches++) {
    const url = offer.urls[state.urlIndex] as string // what `payloadStateFor` gives is in range
    const fetched = yield* fetchPayload(url, offer.sha256, offer.size, config.fetchStallMs)
    state = bytesReceived(state, fetched.received - received)
    received = fetched.received
    status.show({ progress: Math.min(1, received / offer.size) })
    const moment = yield* momentIn(run)
    const { attempt } = state
    const { code } = fetched
    state = code === 0 ? downloadComplete(state, offerOf(offer), moment) : failedAt(state, offer, code, moment)
    if (!(yield* memory.change({ payload: state }))) return failure(ERROR_CODE.downloadWrite, DISK_FULL)
    if (code === 0) return undefined
    // A disk that is full stays so; and once every URL was gone through the machine waits.
    const hopeless = code === ERROR_CODE.downloadWrite || state.attempt !== attempt || fetches === MOST_FETCHES
    if (hopeless) return failure(code, `${received} of ${offer.size} bytes came from ${url}`)
    yield* sleep(config.quickMs)
  }
}

/** Counts a payload that came, and was bad. */
export function* countBad(run: EngineRun, offer: Offer, code: number): Program<void> {
  const state = payloadStateFor(offerOf(offer), run.memory.prefs.payload ?? undefined)
  yield* run.memory.change({ payload: failedAt(state, offer, code, yield* momentIn(run)) })
}

const failedAt = (state: PayloadState, offer: Offer, code: number, moment: BackoffMoment): PayloadState =>
  updateFailed(state, offerOf(offer), code, moment)

function* momentIn({ config: { startsAt, payloadBackoffMs: dayMs } }: EngineRun): Program<BackoffMoment> {
  return { at: startsAt + (yield* wallClock()), draw: yield* random(backoffFuzzMs(dayMs) + 1), dayMs }
}
