// One check for an update: what is said to the server, and what is made of its answer.
//
// What it does differently from update_engine, and why:
// - a denial is no invalid response: update_engine reports code 34 for every "not yet", which a server that believes it
//   counts as a failed update (nebraska drops it, as no update is in progress);
// - a release that the machine fell back from is not installed again (flatcar #130, #1924);
// - it checks also while an update waits for the reboot, so that a newer one takes its place (coreos/bugs #1392).

import type { UpdateFact } from '../../history/event.ts'
import { type Program, record, wallClock } from '../../runtime/operation.ts'
import { accept, type Offer, type Refused } from '../omaha/accept.ts'
import { ERROR_CODE } from '../omaha/codes.ts'
import type { Request, RequestEvent } from '../omaha/messages.ts'
import { isVersion } from '../version.ts'
import type { CheckAnswer } from './check-schedule.ts'
import { type PayloadStand, payloadStand } from './payload.ts'
import { askServer } from './ports.ts'
import { DEFERRED, failedWith, installedEvents } from './reports.ts'
import type { EngineRun } from './run.ts'

/** An offer to be installed, and what of it is here. */
export interface Chosen {
  readonly offer: Offer
  readonly stand: PayloadStand
}

interface Checked {
  /** What decides about the next check. */
  readonly answer: CheckAnswer
  readonly chosen?: Chosen
}

type Result = Pick<Extract<UpdateFact, { readonly kind: 'update.checked' }>, 'result' | 'version' | 'why'>

interface Judgement extends Result {
  /** What the server is told. `kept`: until it hears it. */
  readonly report?: { readonly event: RequestEvent; readonly kept: boolean }
  readonly chosen?: Chosen
}

/** The server's words for "you were given an update already, go on with that". */
const IN_PROGRESS = 'error-updateInProgressOnInstance'

/** Checks. With an update to install the engine is left checking, else it is at rest again. */
export function* check(run: EngineRun, track: string, message: Request): Program<Checked> {
  const { config, status, reporter } = run
  yield* status.enter('UPDATE_STATUS_CHECKING_FOR_UPDATE')
  const delivery = yield* reporter.deliver()
  if (delivery.kind === 'unheard') return yield* unanswered(run, track, delivery.why, delivery)
  const outcome = yield* askServer(config.server, message, config.callTimeoutMs)
  if (outcome.kind !== 'ok') return yield* unanswered(run, track, outcome.reason, {})
  const { status: http, response } = outcome.value
  if (response === undefined) return yield* unanswered(run, track, `HTTP status ${http}`, { status: http })
  const accepted = accept(response, config.appId)
  if (accepted.kind !== 'refused') {
    status.show({ lastCheckedTime: Math.floor((config.startsAt + (yield* wallClock())) / 1000) })
    const answer = { status: http, pollIntervalMs: (accepted.pollInterval ?? 0) * 1000 }
    if (accepted.kind === 'noupdate') return yield* conclude(run, track, answer, { result: 'no-update' })
    return yield* conclude(run, track, answer, yield* judged(run, accepted))
  }
  return yield* conclude(run, track, { status: http }, yield* refusal(run, accepted))
}

const unanswered = (run: EngineRun, track: string, why: string, answer: CheckAnswer): Program<Checked> =>
  conclude(run, track, answer, { result: 'no-answer', why })

function* conclude(run: EngineRun, track: string, answer: CheckAnswer, judgement: Judgement): Program<Checked> {
  const { config, status, reporter } = run
  const { report, chosen, ...result } = judgement
  yield* record<UpdateFact>({ kind: 'update.checked', machine: config.machine, track, ...result })
  if (chosen !== undefined) return { answer, chosen }
  if (report !== undefined) {
    yield* status.enter('UPDATE_STATUS_REPORTING_ERROR_EVENT')
    if (report.kept) yield* reporter.tell([report.event])
    else yield* reporter.progress([report.event])
  }
  yield* status.rest()
  return { answer }
}

function* refusal(run: EngineRun, { code, says, denial, appStatus }: Refused): Program<Judgement> {
  const { underWay } = run.memory.prefs
  // An engine that crashed in the middle of an update on this boot: its grant is open, and nothing else will be offered.
  if (appStatus === IN_PROGRESS && underWay !== null) {
    return { ...(yield* judged(run, underWay)), why: 'the server waits for this update to go on' }
  }
  if (denial !== undefined) return { result: 'denied', why: appStatus ?? says }
  return { result: 'invalid', why: says, report: { event: failedWith(code), kept: true } }
}

function* judged(run: EngineRun, offer: Offer): Program<Judgement> {
  const { rules, memory, reporter } = run
  const { installed, failed } = memory.prefs
  const { version } = offer
  if (!isVersion(version)) {
    const report = { event: failedWith(ERROR_CODE.omahaResponseInvalid), kept: true }
    return { result: 'invalid', version, why: 'The version is no semantic version.', report }
  }
  const offered = { result: 'update', version } as const
  if (!rules.mayInstall(version, failed)) {
    // A failure, though it is a policy: it tells the server that the machine will not go on with its grant.
    const report = { event: failedWith(ERROR_CODE.ignoredPerPolicy, version), kept: true }
    return { ...offered, why: 'the machine fell back from it before', report }
  }
  // A server that offers what is installed has not heard of that.
  if (version === installed?.version) yield* reporter.progress(installedEvents(version))
  if (installed !== null && (version === installed.version || !rules.replaces(version, installed.version))) {
    return { ...offered, why: `${installed.version} is installed and waits for the reboot` }
  }
  const stand = yield* payloadStand(run, offer)
  if (!stand.waits) return { ...offered, chosen: { offer, stand } }
  return { ...offered, why: 'the payload may not be downloaded again yet', report: { event: DEFERRED, kept: false } }
}
