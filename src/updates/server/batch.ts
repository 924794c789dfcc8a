// Several machines of a track that report and ask, decided one after the other on what is known, and stored in one
// transaction: what the first is granted counts for the second.

import type { Delete, Put } from '../../store/contract.ts'
import { type Group, groupOf } from '../rollout/catalogue.ts'
import { type CheckInRequest, evaluate, type Evaluation } from './evaluation.ts'
import { encodeInstance } from './instance-codec.ts'
import { instanceKey } from './keys.ts'
import type { Reply } from './reply.ts'
import type { ServerRules } from './rules.ts'
import type { TrackState } from './state.ts'
import { writesOf } from './writes.ts'

/** What one request comes to, once the transaction is done. */
export interface Decided {
  readonly request: CheckInRequest
  readonly reply: Reply
  /** Absent: it could not be evaluated. */
  readonly evaluation?: Evaluation
  /** What is stored of the machine; absent where nothing changes. */
  readonly document?: string
}

export class Batch {
  /** As it is once the transaction is done, but for its revisions. It is changed in place, and must be thrown away if not. */
  readonly #state: TrackState
  readonly #at: number
  readonly #rules: ServerRules
  readonly #puts = new Map<string, Put>()
  readonly #deletes = new Map<string, Delete>()
  #rollout: TrackState['rollout']
  #catalogue: TrackState['catalogue']

  constructor(state: TrackState, at: number, rules: ServerRules) {
    this.#state = state
    this.#at = at
    this.#rules = rules
    this.#rollout = state.rollout
    this.#catalogue = state.catalogue
  }

  decide(request: CheckInRequest): Decided {
    const { counts, instances } = this.#state
    if (counts === undefined) return { request, reply: { kind: 'denied', reason: 'error-unknownApplicationOrGroup' } }
    const key = instanceKey(request.track, request.machine)
    const known = instances.get(key)
    const evaluation = evaluate(this.#catalogue, counts, known, request, this.#at, this.#rules)
    if (evaluation.kind === 'refused') {
      return { request, reply: { kind: 'denied', reason: 'error-instanceRegistrationFailed' } }
    }
    const reply = this.#replyTo(request, evaluation)
    // A machine that is on hold already may be the one over which the group is stopped.
    const stops = evaluation.catalogue !== this.#catalogue
    if (evaluation.instance === known && !stops) return { request, reply, evaluation }
    const { puts, rollout } = writesOf({ catalogue: this.#catalogue, rollout: this.#rollout }, evaluation)
    for (const each of puts) {
      if (each.kind === 'put') this.#puts.set(each.key, each)
      else this.#deletes.set('log', widened(this.#deletes.get('log'), each))
    }
    this.#rollout = rollout
    this.#catalogue = evaluation.catalogue
    instances.set(key, evaluation.instance)
    counts.put(evaluation.instance, this.#at)
    return { request, reply, evaluation, document: encodeInstance(evaluation.instance) }
  }

  get writes(): readonly (Put | Delete)[] {
    return [...this.#puts.values(), ...this.#deletes.values()]
  }

  /** The state, once the writes are known to be stored at `revision`. */
  stored(revision: number): TrackState {
    if (this.#puts.size === 0) return this.#state
    const [catalogue, rollout] = [this.#catalogue, this.#rollout]
    const catalogueRevision = catalogue === this.#state.catalogue ? this.#state.catalogueRevision : revision
    return { ...this.#state, catalogue, catalogueRevision, rollout, rolloutRevision: revision }
  }

  #replyTo({ track }: CheckInRequest, { decision }: Evaluation): Reply {
    switch (decision?.kind) {
      case undefined:
        return { kind: 'no-update', why: 'not-asked' }
      case 'no-update':
        return { kind: 'no-update', why: decision.why }
      case 'denied':
        return { kind: 'denied', reason: decision.reason }
      case 'grant':
      case 'again': {
        const { channel } = groupOf(this.#catalogue, track) as Group // or else the group would be unknown
        return { kind: 'update', package: decision.package, channel }
      }
    }
  }
}

/** The log is cut off at its old end only, so that two cuts are one. */
const widened = (before: Delete | undefined, cut: Delete): Delete =>
  before === undefined ? cut : { ...cut, key: before.key < cut.key ? before.key : cut.key }
