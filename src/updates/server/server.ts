// The update server: answers machines that report and ask. Start here. Its state is in the store and only cached here, so
// any number of servers may answer the same machines, and one that was killed is continued by the next.
//
// A request is one transaction: "if nothing changed since I counted, store this; else tell me what there is". So two
// servers never hand out the same slot, and no answer rests on a stale cache. Counting and granting are two steps in
// nebraska, which can grant too many (backend/pkg/api/updates.go).

import { now, type Outcome, type Program, random, record, sleep } from '../../runtime/operation.ts'
import { type TxnAnswer, txn } from '../../store/contract.ts'
import { type Group, groupOf, type Package } from '../rollout/catalogue.ts'
import type { Denial } from '../rollout/decision.ts'
import { type CheckInRequest, evaluate, type Evaluation } from './evaluation.ts'
import type { UpdateServerFact } from './facts.ts'
import { encodeInstance } from './instance-codec.ts'
import { instanceKey, isName } from './keys.ts'
import { advanced, isCurrent, loaded, readsOf, type TrackState } from './state.ts'
import { writesOf } from './writes.ts'

export type Reply =
  | { readonly kind: 'update'; readonly package: Package; readonly channel: string }
  | { readonly kind: 'no-update'; readonly why: 'up-to-date' | 'completed' | 'recalled' | 'not-asked' }
  | { readonly kind: 'denied'; readonly reason: Denial | 'error-instanceRegistrationFailed' }
  /** Nothing is decided, or not known to be: the machine has to ask again. */
  | { readonly kind: 'unavailable'; readonly why: string }

/** What a transaction was to store, whose answer got lost. */
interface Pending {
  readonly document: string
  readonly evaluation: Evaluation
  readonly reply: Reply
}

export class UpdateServer {
  readonly #startsAt: number
  readonly #tracks = new Map<string, TrackState>()

  /** `startsAt`: the time at which the runner's clock stood at 0, in ms since the epoch. */
  constructor(startsAt: number) {
    this.#startsAt = startsAt
  }

  /** Takes in what a machine reports, then decides what it gets. `update` is answered only once the grant is stored. */
  *checkIn(request: CheckInRequest): Program<Reply> {
    const { machine, track } = request
    if (!isName(machine)) return { kind: 'denied', reason: 'error-instanceRegistrationFailed' }
    if (!isName(track)) return { kind: 'denied', reason: 'error-unknownApplicationOrGroup' }
    let why = 'the group changed meanwhile'
    const pending: Pending[] = []
    for (let tries = 1; tries <= TRIES; tries++) {
      const state = this.#tracks.get(track)
      const at = this.#startsAt + (yield* now())
      if (state === undefined) {
        const problem = yield* this.#load(track, at)
        if (problem !== undefined) return { kind: 'unavailable', why: problem }
        continue
      }
      const known = state.instances.get(instanceKey(track, machine))
      const stored = pending.find((each) => known !== undefined && encodeInstance(known) === each.document)
      if (stored !== undefined) {
        yield* this.#tell(request, stored.evaluation, state.rolloutRevision)
        return stored.reply
      }
      const evaluation = evaluated(state, request, at)
      const isKept = evaluation.kind === 'evaluated' && evaluation.instance !== known
      const { puts, rollout } = isKept ? writesOf(state, evaluation) : { puts: [], rollout: state.rollout }
      const outcome: Outcome<TxnAnswer> = yield* txn({
        compares: isCurrent(track, state),
        then: puts,
        otherwise: readsOf(track),
      })
      if (outcome.kind === 'fail' && pending.length === 0) return { kind: 'unavailable', why: outcome.reason }
      if (outcome.kind !== 'ok') {
        why = outcome.reason
        if (isKept && outcome.kind === 'unknown') pending.push(pendingOf(state, request, evaluation))
      } else if (!outcome.value.succeeded) {
        const problem = this.#keep(track, outcome.value, at)
        if (problem !== undefined) return { kind: 'unavailable', why: problem }
      } else {
        if (!isKept) return replyTo(state, request, evaluation)
        const { revision } = outcome.value
        // Another request of this server may have read a newer state meanwhile; then that one holds this change too.
        if (this.#tracks.get(track) === state) {
          this.#tracks.set(track, advanced(state, evaluation.instance, evaluation.catalogue, rollout, revision, at))
        }
        yield* this.#tell(request, evaluation, revision)
        return replyTo(state, request, evaluation)
      }
      yield* sleep(yield* random(PAUSE_MS * tries))
    }
    return { kind: 'unavailable', why }
  }

  *#load(track: string, at: number): Program<string | undefined> {
    const read = yield* txn({ compares: [], then: readsOf(track), otherwise: [] })
    return read.kind === 'ok' ? this.#keep(track, read.value, at) : read.reason
  }

  /** Keeps what was read, unless something newer is known. Answers with what is wrong with it. */
  #keep(track: string, read: TxnAnswer, at: number): string | undefined {
    const result = loaded(track, read, at)
    if (result.kind === 'corrupt') return result.why
    const { state } = result
    const present = this.#tracks.get(track)
    const isOlder =
      present !== undefined &&
      (state.rolloutRevision < present.rolloutRevision || state.catalogueRevision < present.catalogueRevision)
    // What was deleted by hand has revision 0, and would never be newer: it is read anew by the next try.
    if (isOlder) this.#tracks.delete(track)
    else this.#tracks.set(track, state)
    return undefined
  }

  *#tell({ machine, track }: CheckInRequest, { decision, facts }: Evaluation, revision: number): Program<void> {
    for (const fact of facts) yield* record<UpdateServerFact>(fact)
    if (decision?.kind !== 'grant') return
    const { version } = decision.package
    yield* record<UpdateServerFact>({ kind: 'rollout.granted', machine, track, version, revision })
  }
}

const TRIES = 12
const PAUSE_MS = 10

type Evaluated = Evaluation | { readonly kind: 'refused' } | { readonly kind: 'unknown-group' }

const evaluated = ({ catalogue, counts, instances }: TrackState, request: CheckInRequest, at: number): Evaluated =>
  counts === undefined
    ? { kind: 'unknown-group' }
    : evaluate(catalogue, counts, instances.get(instanceKey(request.track, request.machine)), request, at)

const pendingOf = (state: TrackState, request: CheckInRequest, evaluation: Evaluation): Pending => ({
  document: encodeInstance(evaluation.instance),
  evaluation,
  reply: replyTo(state, request, evaluation),
})

function replyTo({ catalogue }: TrackState, { track }: CheckInRequest, evaluation: Evaluated): Reply {
  if (evaluation.kind === 'unknown-group') return { kind: 'denied', reason: 'error-unknownApplicationOrGroup' }
  if (evaluation.kind === 'refused') return { kind: 'denied', reason: 'error-instanceRegistrationFailed' }
  const { decision } = evaluation
  switch (decision?.kind) {
    case undefined:
      return { kind: 'no-update', why: 'not-asked' }
    case 'no-update':
      return { kind: 'no-update', why: decision.why }
    case 'denied':
      return { kind: 'denied', reason: decision.reason }
    case 'grant':
    case 'again': {
      const { channel } = groupOf(catalogue, track) as Group // or else the group would be unknown
      return { kind: 'update', package: decision.package, channel }
    }
  }
}
