// The key-value state of an etcd store, without a clock: every version of every key, so that a range can be read as of
// any revision, a transaction evaluated, a watch replayed. One instance is one history; a member that lags reads the
// same history through an older `View`.
//
// Source of the rules: etcd's server/storage/mvcc, server/etcdserver/txn and api/v3rpc/key.go (overlap in a txn).

import { type Outcome, fail, ok } from '../runtime/operation.ts'
import {
  type Delete,
  type DeleteAnswer,
  FAILURES,
  type KeyValue,
  type LeaseId,
  type Put,
  type PutAnswer,
  type Range,
  type RangeAnswer,
  type Txn,
  type TxnAnswer,
  type WatchEvent,
} from './contract.ts'
import { compareKeys, OPEN_END } from './keys.ts'
import { holds, isWellFormed } from './txn.ts'

/** How far a reader sees: the store's revision for it, and up to where it has been told to forget. */
export interface View {
  readonly revision: number
  readonly compactRevision: number
}

const NO_LEASE = '0'
const NO_EVENTS: readonly WatchEvent[] = []

export class Mvcc {
  #view: View = { revision: 1, compactRevision: 0 }
  /** Every key that ever was, in order. */
  readonly #keys: string[] = []
  /** What happened to each key, oldest first. */
  readonly #history = new Map<string, WatchEvent[]>()
  /** The events of each revision; the first revision that can have any is 2. */
  readonly #events: (readonly WatchEvent[])[] = []
  /** The keys attached to each lease. */
  readonly #leases = new Map<LeaseId, Set<string>>()

  /** The newest view. */
  get view(): View {
    return this.#view
  }

  get revision(): number {
    return this.#view.revision
  }

  /** The key's value as of a revision. */
  get(key: string, revision = this.revision): KeyValue | undefined {
    const history = this.#history.get(key)
    if (history === undefined) return undefined
    let at = history.length - 1
    if ((history[at] as WatchEvent).revision > revision) {
      let low = 0
      while (low < at) {
        const middle = (low + at) >> 1
        if ((history[middle] as WatchEvent).revision > revision) at = middle
        else low = middle + 1
      }
      at--
    }
    const event = history[at]
    return event?.kind === 'put' ? event.kv : undefined
  }

  range(request: Range, view: View = this.#view): Outcome<RangeAnswer> {
    if (!isWellFormed(request)) return fail(FAILURES.invalid)
    const problem = readProblem(request, view)
    return problem === undefined ? ok(this.#read(request, view.revision)) : fail(problem)
  }

  /** Evaluates a transaction that changes nothing, as of a view. */
  readTxn(txn: Txn, view: View = this.#view): Outcome<TxnAnswer> {
    const { revision } = view
    const succeeded = txn.compares.every((compare) => holds(compare, this.get(compare.key, revision)))
    const answers: RangeAnswer[] = []
    for (const operation of succeeded ? txn.then : txn.otherwise) {
      const read = operation.kind === 'range' ? this.range(operation, view) : fail(FAILURES.invalid)
      if (read.kind !== 'ok') return read
      answers.push(read.value)
    }
    return ok({ revision, succeeded, answers })
  }

  /** Applies a change. It takes one revision, or none when it changes nothing; a failure leaves no trace. */
  apply(request: Put | Delete | Txn): Outcome<PutAnswer | DeleteAnswer | TxnAnswer> {
    if (!isWellFormed(request)) return fail(FAILURES.invalid)
    const events: WatchEvent[] = []
    if (request.kind !== 'txn') {
      const problem = this.#problem(request)
      if (problem !== undefined) return fail(problem)
      const answer = this.#run(request, events) as PutAnswer | DeleteAnswer
      this.#close(events)
      return ok(answer)
    }
    const succeeded = request.compares.every((compare) => holds(compare, this.get(compare.key)))
    const operations = succeeded ? request.then : request.otherwise
    for (const operation of operations) {
      const problem = this.#problem(operation)
      if (problem !== undefined) return fail(problem)
    }
    const answers = operations.map((operation) => this.#run(operation, events))
    this.#close(events)
    return ok({ revision: this.revision, succeeded, answers })
  }

  /** Forgets what was before `revision`. The history stays: a member that has not heard of it still reads from it. */
  compact(revision: number): Outcome<{ readonly revision: number }> {
    if (revision <= this.#view.compactRevision) return fail(FAILURES.compacted)
    if (revision > this.revision) return fail(FAILURES.futureRevision)
    this.#view = { revision: this.revision, compactRevision: revision }
    return ok({ revision: this.revision })
  }

  grantLease(lease: LeaseId): void {
    if (!this.#leases.has(lease)) this.#leases.set(lease, new Set())
  }

  /** Ends a lease and deletes its keys, all at one revision. */
  revokeLease(lease: LeaseId): Outcome<void> {
    if (!this.#leases.has(lease)) return fail(FAILURES.leaseNotFound)
    const events: WatchEvent[] = []
    for (const key of this.keysOf(lease)) this.#delete({ kind: 'delete', key }, events)
    this.#close(events)
    this.#leases.delete(lease)
    return ok(undefined)
  }

  hasLease(lease: LeaseId): boolean {
    return this.#leases.has(lease)
  }

  /** The keys attached to a lease, in order. */
  keysOf(lease: LeaseId): readonly string[] {
    return [...(this.#leases.get(lease) ?? [])].sort(compareKeys)
  }

  /** The events of one revision. */
  eventsAt(revision: number): readonly WatchEvent[] {
    return this.#events[revision - 2] ?? NO_EVENTS
  }

  /** All events from a revision on, or those up to another one, in order. */
  eventsSince(revision: number, upTo = this.revision): readonly WatchEvent[] {
    return this.#events.slice(Math.max(0, revision - 2), Math.max(0, upTo - 1)).flat()
  }

  #problem(operation: Range | Put | Delete): string | undefined {
    if (operation.kind === 'range') return readProblem(operation, this.#view)
    if (operation.kind === 'delete' || operation.lease === undefined || operation.lease === NO_LEASE) return undefined
    return this.#leases.has(operation.lease) ? undefined : FAILURES.leaseNotFound
  }

  #run(operation: Range | Put | Delete, events: WatchEvent[]): RangeAnswer | PutAnswer | DeleteAnswer {
    switch (operation.kind) {
      case 'range': // sees what the same transaction has changed before it
        return this.#read(operation, events.length > 0 ? this.revision + 1 : this.revision)
      case 'put':
        return this.#put(operation, events)
      case 'delete':
        return this.#delete(operation, events)
    }
  }

  #read(request: Range, revision: number): RangeAnswer {
    const found = this.#select(request.key, request.rangeEnd, isPast(request) ? request.revision : revision)
    const limited = request.limit !== undefined && request.limit > 0 && request.limit < found.length
    return { kind: 'range', revision, kvs: limited ? found.slice(0, request.limit) : found, count: found.length }
  }

  #put(put: Put, events: WatchEvent[]): PutAnswer {
    const revision = this.revision + 1
    const { key, value } = put
    const before = this.get(key, revision)
    const lease = put.lease === NO_LEASE ? undefined : put.lease
    const createRevision = before?.createRevision ?? revision
    const version = (before?.version ?? 0) + 1
    const kv: KeyValue =
      lease === undefined
        ? { key, value, createRevision, modRevision: revision, version }
        : { key, value, createRevision, modRevision: revision, version, lease }
    if (before?.lease !== lease) {
      if (before?.lease !== undefined) this.#leases.get(before.lease)?.delete(key)
      if (lease !== undefined) this.#leases.get(lease)?.add(key)
    }
    this.#note(key, { kind: 'put', revision, kv }, events)
    return { kind: 'put', revision }
  }

  #delete(request: Delete, events: WatchEvent[]): DeleteAnswer {
    const revision = this.revision + 1
    const found = this.#select(request.key, request.rangeEnd, revision)
    for (const { key, lease } of found) {
      if (lease !== undefined) this.#leases.get(lease)?.delete(key)
      this.#note(key, { kind: 'delete', revision, key }, events)
    }
    return { kind: 'delete', revision: events.length > 0 ? revision : this.revision, deleted: found.length }
  }

  #note(key: string, event: WatchEvent, events: WatchEvent[]): void {
    events.push(event)
    const history = this.#history.get(key)
    if (history) {
      history.push(event)
    } else {
      this.#history.set(key, [event])
      this.#keys.splice(this.#position(key), 0, key)
    }
  }

  #close(events: readonly WatchEvent[]): void {
    if (events.length === 0) return
    this.#events.push(events)
    this.#view = { revision: this.revision + 1, compactRevision: this.#view.compactRevision }
  }

  #select(from: string, rangeEnd: string | undefined, revision: number): KeyValue[] {
    const found: KeyValue[] = []
    if (rangeEnd === undefined) {
      const kv = this.get(from, revision)
      if (kv) found.push(kv)
      return found
    }
    for (let i = this.#position(from); i < this.#keys.length; i++) {
      const key = this.#keys[i] as string
      if (rangeEnd !== OPEN_END && compareKeys(key, rangeEnd) >= 0) break
      const kv = this.get(key, revision)
      if (kv) found.push(kv)
    }
    return found
  }

  /** Where a key is, or would be, in the order. */
  #position(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareKeys(this.#keys[middle] as string, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** etcd reads revision 0, and any below, as: now. */
const isPast = (request: Range): request is Range & { readonly revision: number } =>
  request.revision !== undefined && request.revision > 0

function readProblem(request: Range, view: View): string | undefined {
  if (!isPast(request)) return undefined
  if (request.revision > view.revision) return FAILURES.futureRevision
  return request.revision < view.compactRevision ? FAILURES.compacted : undefined
}
