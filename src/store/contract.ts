// The subset of etcd v3 that seatrial's programs use, in our own words. Two implementations answer it: the simulated
// cluster and etcd3 against real members; one contract suite holds both to it. Programs call the functions below.
//
// Source of the semantics: etcd's API guarantees and the KV, Watch and Lease services of its v3 API.

import { Call, type Outcome } from '../runtime/operation.ts'
import type { Mailbox } from '../runtime/mailbox.ts'

/** The name of the store's port on a host. */
export const STORE_PORT = 'store'

/** The id of a lease, as a decimal string (etcd's are 64 bits wide). */
export type LeaseId = string

export interface KeyValue {
  readonly key: string
  readonly value: string
  readonly createRevision: number
  readonly modRevision: number
  /** 1 after creation, one more with each put, and 1 again after a delete and a new put. */
  readonly version: number
  readonly lease?: LeaseId
}

export interface Range {
  readonly kind: 'range'
  readonly key: string
  /** Exclusive end of the range; absent: this key alone. */
  readonly rangeEnd?: string
  /** Read as of this revision; absent: as of now. */
  readonly revision?: number
  readonly limit?: number
  /** True: answered by the member at hand from what it has applied, which may be old. */
  readonly serializable?: boolean
}

export interface Put {
  readonly kind: 'put'
  readonly key: string
  readonly value: string
  readonly lease?: LeaseId
}

export interface Delete {
  readonly kind: 'delete'
  readonly key: string
  readonly rangeEnd?: string
}

type Relation = '=' | '!=' | '>' | '<'

/** A key that does not exist compares as revision 0, version 0, lease none ('0') and an absent value (always false). */
export type Compare = { readonly key: string; readonly relation: Relation } & (
  | { readonly target: 'create-revision' | 'mod-revision' | 'version'; readonly operand: number }
  | { readonly target: 'value' | 'lease'; readonly operand: string }
)

/**
 * At most 128 operations in each list. A list may not put one key twice, nor put a key that it deletes. A range in it
 * reads the present, with what the list has changed before it, and must not name a revision: etcd's members would differ
 * ever after if that one was compacted or not there yet (etcd issue 18667). All of these are `invalid request`.
 */
export interface Txn {
  readonly kind: 'txn'
  readonly compares: readonly Compare[]
  readonly then: readonly (Range | Put | Delete)[]
  readonly otherwise: readonly (Range | Put | Delete)[]
}

export interface Watch {
  readonly kind: 'watch'
  readonly key: string
  readonly rangeEnd?: string
  /** The first revision to be told; absent: what comes after the watch was made. */
  readonly fromRevision?: number
  readonly mailbox: Mailbox<WatchMessage>
}

export type StoreRequest =
  | Range
  | Put
  | Delete
  | Txn
  | Watch
  | { readonly kind: 'cancel-watch'; readonly watch: WatchId }
  | { readonly kind: 'progress'; readonly watch: WatchId }
  | { readonly kind: 'compact'; readonly revision: number }
  | { readonly kind: 'lease-grant'; readonly ttlSeconds: number }
  | { readonly kind: 'lease-keep-alive'; readonly lease: LeaseId }
  | { readonly kind: 'lease-revoke'; readonly lease: LeaseId }
  | { readonly kind: 'lease-time-to-live'; readonly lease: LeaseId }

/** Which member to ask, and how long to wait. By default: the host's current endpoint and its own time-out. */
export interface CallOptions {
  /** The name of the member's machine. */
  readonly member?: string
  readonly withinMs?: number
}

/** What a host's store port is handed. */
export interface StoreEnvelope {
  readonly request: StoreRequest
  readonly options: CallOptions
}

export interface RangeAnswer {
  readonly kind: 'range'
  /** The store's revision when the answer was made. */
  readonly revision: number
  readonly kvs: readonly KeyValue[]
  /** How many keys the range holds, whatever the limit. */
  readonly count: number
}

export interface PutAnswer {
  readonly kind: 'put'
  readonly revision: number
}

export interface DeleteAnswer {
  readonly kind: 'delete'
  readonly revision: number
  readonly deleted: number
}

export interface TxnAnswer {
  readonly revision: number
  readonly succeeded: boolean
  readonly answers: readonly (RangeAnswer | PutAnswer | DeleteAnswer)[]
}

export type WatchId = number

export type WatchEvent =
  | { readonly kind: 'put'; readonly revision: number; readonly kv: KeyValue }
  | { readonly kind: 'delete'; readonly revision: number; readonly key: string }

/**
 * What arrives in a watch's mailbox. Events come in revision order, those of one revision in one message. `progress`:
 * everything up to this revision has been told. `compacted` and `broken` end the watch; begin again from the revision
 * after the last one told, or, compacted, from a fresh read.
 */
export type WatchMessage =
  | { readonly kind: 'events'; readonly revision: number; readonly events: readonly WatchEvent[] }
  | { readonly kind: 'progress'; readonly revision: number }
  | { readonly kind: 'compacted'; readonly compactRevision: number }
  | { readonly kind: 'broken'; readonly reason: string }

export interface LeaseAnswer {
  readonly lease: LeaseId
  /** Seconds left; -1: there is no such lease (any more). */
  readonly ttlSeconds: number
}

export interface LeaseStatus extends LeaseAnswer {
  readonly grantedTtlSeconds: number
  readonly keys: readonly string[]
}

/** Why a call is known not to have happened. Anything else that goes wrong is `unknown`. */
export const FAILURES = {
  unreachable: 'unreachable',
  noLeader: 'no leader',
  compacted: 'compacted',
  futureRevision: 'future revision',
  leaseNotFound: 'lease not found',
  invalid: 'invalid request',
  /** By an etcd that asks who one is, and knows no such user with this password; or none was named. */
  unauthenticated: 'not authenticated: the user or the password is missing or wrong',
  /** The user is known, and may not do this. */
  forbidden: 'permission denied',
} as const

type StoreCall<Answer> = Call<Outcome<Answer>>

const call = <Answer>(request: StoreRequest, options: CallOptions): StoreCall<Answer> =>
  new Call(STORE_PORT, { request, options } satisfies StoreEnvelope)

/** Reads a key, or a range of them. Linearizable unless `serializable` is set. */
export const range = (request: Omit<Range, 'kind'>, options: CallOptions = {}): StoreCall<RangeAnswer> =>
  call({ kind: 'range', ...request }, options)

export const put = (request: Omit<Put, 'kind'>, options: CallOptions = {}): StoreCall<PutAnswer> =>
  call({ kind: 'put', ...request }, options)

export const remove = (request: Omit<Delete, 'kind'>, options: CallOptions = {}): StoreCall<DeleteAnswer> =>
  call({ kind: 'delete', ...request }, options)

/** Evaluates the compares and runs one of the two lists of operations, all at one revision. */
export const txn = (request: Omit<Txn, 'kind'>, options: CallOptions = {}): StoreCall<TxnAnswer> =>
  call({ kind: 'txn', ...request }, options)

/**
 * Forgets what was before `revision`: reads of older revisions fail as compacted, watches of them are made and then end
 * with `compacted`. Answers with the store's revision.
 */
export const compact = (revision: number, options: CallOptions = {}): StoreCall<{ readonly revision: number }> =>
  call({ kind: 'compact', revision }, options)

/** Starts a watch; messages arrive in the mailbox until it is cancelled, or says that it ended. */
export const watch = (request: Omit<Watch, 'kind'>, options: CallOptions = {}): StoreCall<WatchId> =>
  call({ kind: 'watch', ...request }, options)

export const cancelWatch = (id: WatchId): StoreCall<void> => call({ kind: 'cancel-watch', watch: id }, {})

/**
 * Asks a watch to say, in its mailbox, up to which revision it has told everything. A watch whose first revision is still
 * to come says so only when it has come. `invalid request`: the watch has ended, or was cancelled.
 */
export const requestProgress = (id: WatchId): StoreCall<void> => call({ kind: 'progress', watch: id }, {})

/** May grant more than was asked, but no less: etcd's least is 1.5 election time-outs, rounded up to seconds. */
export const leaseGrant = (ttlSeconds: number, options: CallOptions = {}): StoreCall<LeaseAnswer> =>
  call({ kind: 'lease-grant', ttlSeconds }, options)

/** Sends one keep-alive. A lease that is gone is `fail` with `lease not found`. */
export const leaseKeepAlive = (lease: LeaseId, options: CallOptions = {}): StoreCall<LeaseAnswer> =>
  call({ kind: 'lease-keep-alive', lease }, options)

/** Ends a lease and deletes the keys attached to it. */
export const leaseRevoke = (lease: LeaseId, options: CallOptions = {}): StoreCall<void> =>
  call({ kind: 'lease-revoke', lease }, options)

export const leaseTimeToLive = (lease: LeaseId, options: CallOptions = {}): StoreCall<LeaseStatus> =>
  call({ kind: 'lease-time-to-live', lease }, options)

/** The end of the range of all keys that begin with `prefix`. */
export function prefixEnd(prefix: string): string {
  for (let i = prefix.length - 1; i >= 0; i--) {
    const code = prefix.charCodeAt(i)
    if (code < 0x7f) return prefix.slice(0, i) + String.fromCharCode(code + 1)
  }
  return '\0' // etcd: from the key on, without an end
}
