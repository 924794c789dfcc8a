// The update server: answers machines that report and ask. Start here. Its state is in the store and only cached here, so
// any number of servers may answer the same machines, and one that was killed is continued by the next.
//
// Requests that come together are one transaction (`line.ts`, `batch.ts`): "if nothing changed since I counted, store this;
// else tell me what there is". So two servers never hand out the same slot, and no answer rests on a stale cache. Counting and
// granting are two steps in nebraska, which can grant too many (backend/pkg/api/updates.go).

import type { RolloutFact } from '../../history/event.ts'
import { now, type Outcome, type Program, random, record, sleep } from '../../runtime/operation.ts'
import { type TxnAnswer, txn } from '../../store/contract.ts'
import { Batch, type Decided } from './batch.ts'
import type { CheckInRequest } from './evaluation.ts'
import { encodeInstance } from './instance-codec.ts'
import { instanceKey, isName } from './keys.ts'
import { Line } from './line.ts'
import type { Reply } from './reply.ts'
import { SERVER_RULES, type ServerRules } from './rules.ts'
import { isCurrent, loaded, readsOf, type TrackState } from './state.ts'

export class UpdateServer {
  readonly #startsAt: number
  readonly #rules: ServerRules
  readonly #lines = new Map<string, Line<CheckInRequest, Reply>>()
  /** A track that is being written is not here: what it will be is not known. */
  readonly #tracks = new Map<string, TrackState>()

  /** `startsAt`: the time at which the runner's clock stood at 0, in ms since the epoch. */
  constructor(startsAt: number, rules: ServerRules = SERVER_RULES) {
    this.#startsAt = startsAt
    this.#rules = rules
  }

  /** Takes in what a machine reports, then decides what it gets. `update` is answered only once the grant is stored. */
  *checkIn(request: CheckInRequest): Program<Reply> {
    const { machine, track } = request
    if (!isName(machine)) return { kind: 'denied', reason: 'error-instanceRegistrationFailed' }
    if (!isName(track)) return { kind: 'denied', reason: 'error-unknownApplicationOrGroup' }
    return yield* this.#lineOf(track).ask(request)
  }

  #lineOf(track: string): Line<CheckInRequest, Reply> {
    const known = this.#lines.get(track)
    if (known) return known
    if (this.#lines.size >= LINES_MAX) this.#lines.clear() // who waits in one of them still leads it to its end
    const line = new Line<CheckInRequest, Reply>({
      answerAll: (requests) => this.#answerAll(track, requests),
      nameOf: ({ machine }) => machine,
      // what machines report may stop the rollout, and whoever asks in the same moment should not slip through
      rankOf: ({ wantsUpdate }) => (wantsUpdate ? 1 : 0),
      most: TOGETHER_MAX,
    })
    this.#lines.set(track, line)
    return line
  }

  *#answerAll(track: string, requests: readonly CheckInRequest[]): Program<readonly Reply[]> {
    const unavailable = (why: string): readonly Reply[] => requests.map(() => ({ kind: 'unavailable', why }))
    /** What transactions were to store, whose answers got lost. */
    const lost: Decided[] = []
    let why = 'the group changed meanwhile'
    for (let tries = 1; tries <= TRIES; tries++) {
      const at = this.#startsAt + (yield* now())
      const state = this.#tracks.get(track)
      if (state === undefined) {
        const problem = yield* this.#load(track, at)
        if (problem !== undefined) return unavailable(problem)
        continue
      }
      this.#tracks.delete(track)
      const batch = new Batch(state, at, this.#rules)
      const before = requests.map((request) => storedBefore(state, request, lost))
      const decided = requests.map((request, index) => before[index] ?? batch.decide(request))
      const outcome: Outcome<TxnAnswer> = yield* txn({
        compares: isCurrent(track, state),
        then: batch.writes,
        otherwise: readsOf(track),
      })
      if (outcome.kind === 'fail' && lost.length === 0) return unavailable(outcome.reason)
      if (outcome.kind !== 'ok') {
        why = outcome.reason
        if (outcome.kind === 'unknown') lost.push(...decided.filter(({ document }) => document !== undefined))
      } else if (!outcome.value.succeeded) {
        const problem = this.#keep(track, outcome.value, at)
        if (problem !== undefined) return unavailable(problem)
      } else {
        const { revision } = outcome.value
        this.#tracks.set(track, batch.stored(revision))
        for (const [index, each] of decided.entries()) {
          yield* this.#tell(each, before[index] === undefined ? revision : state.rolloutRevision)
        }
        return decided.map(({ reply }) => reply)
      }
      yield* sleep(yield* random(PAUSE_MS * tries))
    }
    return unavailable(why)
  }

  *#load(track: string, at: number): Program<string | undefined> {
    const read = yield* txn({ compares: [], then: readsOf(track), otherwise: [] })
    return read.kind === 'ok' ? this.#keep(track, read.value, at) : read.reason
  }

  /** Keeps what was read. Answers with what is wrong with it. */
  #keep(track: string, read: TxnAnswer, at: number): string | undefined {
    const result = loaded(track, read, at)
    if (result.kind === 'corrupt') return result.why
    this.#tracks.set(track, result.state)
    return undefined
  }

  *#tell({ request: { machine, track }, evaluation }: Decided, revision: number): Program<void> {
    for (const fact of evaluation?.facts ?? []) yield* record<RolloutFact>(fact)
    const decision = evaluation?.decision
    if (decision?.kind !== 'grant') return
    const { version } = decision.package
    yield* record<RolloutFact>({ kind: 'rollout.granted', machine, track, version, revision })
  }
}

const TRIES = 12
const PAUSE_MS = 10

/** etcd takes 128 operations in a transaction (--max-txn-ops), and a machine's update is four of them at most. */
const TOGETHER_MAX = 24

/** Anybody may name a track that there is not. */
const LINES_MAX = 1_000

/** The answer to a request whose transaction was stored after all, though its answer got lost. */
function storedBefore(
  { instances }: TrackState,
  request: CheckInRequest,
  lost: readonly Decided[],
): Decided | undefined {
  const known = instances.get(instanceKey(request.track, request.machine))
  if (known === undefined || lost.length === 0) return undefined
  const document = encodeInstance(known)
  return lost.find((each) => each.request === request && each.document === document)
}
